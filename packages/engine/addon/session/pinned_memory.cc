#include "pinned_memory.h"

#include <dlfcn.h>

#include <cstddef>

namespace thaw {

namespace {

// CUDA's driver, which TensorFlow loads by the same name. Numbers and names are cuda.h's.
class Driver {
 public:
  Driver() {
    void* library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return;
    Find(library, "cuMemHostRegister_v2", &register_);
    Find(library, "cuMemHostUnregister", &unregister_);
    Find(library, "cuDevicePrimaryCtxRetain", &retain_);
    Find(library, "cuCtxPushCurrent_v2", &push_);
    Find(library, "cuCtxPopCurrent_v2", &pop_);
    // TensorFlow computes in the primary context of the first device that the process sees.
    if (register_ && unregister_ && retain_ && push_ && pop_ && retain_(&context_, 0) != 0) context_ = nullptr;
  }

  bool Register(void* data, size_t size) const {
    return InContext([&] { return register_(data, size, kPortable) == 0; });
  }
  void Unregister(void* data) const {
    InContext([&] { return unregister_(data) == 0; });
  }

 private:
  using Context = void*;

  template <typename Function>
  static void Find(void* library, const char* name, Function** function) {
    *function = reinterpret_cast<Function*>(dlsym(library, name));
  }

  template <typename Work>
  bool InContext(Work work) const {
    if (context_ == nullptr || push_(context_) != 0) return false;
    const bool is_done = work();
    Context popped = nullptr;
    pop_(&popped);
    return is_done;
  }

  static constexpr unsigned int kPortable = 1;

  int (*register_)(void*, size_t, unsigned int) = nullptr;
  int (*unregister_)(void*) = nullptr;
  int (*retain_)(Context*, int) = nullptr;
  int (*push_)(Context) = nullptr;
  int (*pop_)(Context*) = nullptr;
  Context context_ = nullptr;
};

const Driver& TheDriver() {
  static const Driver driver;
  return driver;
}

void* DataOf(std::string_view bytes) { return const_cast<char*>(bytes.data()); }

}  // namespace

bool PinMemory(std::string_view bytes) { return TheDriver().Register(DataOf(bytes), bytes.size()); }

void UnpinMemory(std::string_view bytes) { TheDriver().Unregister(DataOf(bytes)); }

}  // namespace thaw
