/** How much of what a process writes to its standard error is kept. */
const keptCharacters = 4000;

/**
 * As Node, the C++ library, glib, TensorFlow (`Dst tensor …`: a copy to a GPU that is full; `No algorithm worked`: none of a convolution's found
 * room), CUDA, cuDNN and cuBLAS put it.
 */
const shortages =
  /\bOOM\b|out.of.memory|bad_alloc|ENOMEM|Cannot allocate memory|Array buffer allocation failed|GLib-ERROR.*failed to allocate|RESOURCE_EXHAUSTED|Dst tensor is not initialized|No algorithm worked|STATUS_ALLOC_FAILED/i;

/**
 * TensorFlow's kernels on a GPU count the numbers of an array in 32 bits, and abort in BiasAdd and others where a batch has
 * more than 2³¹ of them (tensorflow/tensorflow#99894): what helps is the same.
 */
const overflows = /Check failed: work_element_count >=? 0/;

/** An algorithm of a convolution was not taken for want of workspace; another one was. */
const harmless = /caller indicates that this is not a failure/;

/** Whether a line says that memory was short. */
export const saysOutOfMemory = (line: string): boolean =>
  (shortages.test(line) && !harmless.test(line)) || overflows.test(line);

/** A check in the library's code that ends the process. */
const fatal = /Check failed: /;

/** What a process wrote before it died. The line that says why may be followed by pages of addresses, so it is kept apart. */
export class LastWords {
  #tail = '';
  #line = '';
  #shortage: string | undefined;
  #fatal: string | undefined;

  add(text: string): void {
    this.#tail = (this.#tail + text).slice(-keptCharacters);
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop()!.slice(-keptCharacters);
    this.#shortage = lines.findLast(saysOutOfMemory)?.slice(0, keptCharacters) ?? this.#shortage;
    this.#fatal = lines.findLast((line) => fatal.test(line))?.slice(0, keptCharacters) ?? this.#fatal;
  }

  /** The latest line that says that memory was short. */
  get shortage(): string | undefined {
    return saysOutOfMemory(this.#line) ? this.#line : this.#shortage;
  }

  /** The last lines, beginning with the one that says that memory was short, or which check failed. */
  get text(): string {
    const last = this.#tail.trim().split('\n').slice(-8).join('\n');
    const reason = this.shortage ?? this.#fatal;
    return reason === undefined || last.includes(reason) ? last : `${reason}\n…\n${last}`;
  }
}
