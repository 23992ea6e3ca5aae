// Sessions of TensorFlow for Node, each on a thread of its own. JavaScript hands over a run and gets a promise; the arrays that
// it feeds are read where they lie, and what TensorFlow computed becomes the memory of the arrays that it gets.

#include <node_api.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <set>

#include "session.h"
#include "tensor_float_32.h"

namespace thaw {

namespace {

// Below it a copy costs less than an array whose memory somebody else has.
constexpr size_t kSmall = 64 * 1024;

using OnMain = std::function<void(napi_env)>;

// What this addon is to one thread of JavaScript.
struct Addon {
  napi_threadsafe_function to_main = nullptr;
  // From here on JavaScript is not to be called any more, nor its objects touched.
  std::atomic<bool> is_ending{false};
  std::set<Session*> sessions;
  int calls = 0;
  int kept = 0;
};

void StopSessions(void* data) {
  Addon* addon = static_cast<Addon*>(data);
  addon->is_ending = true;
  for (Session* session : addon->sessions) session->Stop();
  addon->sessions.clear();
}

void RunOnMain(napi_env env, napi_value, void*, void* data) {
  const std::unique_ptr<OnMain> work(static_cast<OnMain*>(data));
  // Without an environment there is nobody left to tell.
  if (env != nullptr) (*work)(env);
}

void Send(Addon* addon, OnMain work) {
  // What is sent is never destroyed if it cannot be done: it may refer to objects of JavaScript.
  OnMain* sent = new OnMain(std::move(work));
  if (!addon->is_ending) napi_call_threadsafe_function(addon->to_main, sent, napi_tsfn_nonblocking);
}

Addon* AddonOf(napi_env env) {
  void* addon = nullptr;
  napi_get_instance_data(env, &addon);
  return static_cast<Addon*>(addon);
}

napi_value OnExit(napi_env env, napi_callback_info) {
  StopSessions(AddonOf(env));
  return nullptr;
}

const char* NameOf(TF_Code code) {
  constexpr const char* kNames[] = {
      "OK",          "CANCELLED",     "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND",   "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",     "OUT_OF_RANGE",  "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS",   "UNAUTHENTICATED"};
  return code >= 0 && static_cast<size_t>(code) < std::size(kNames) ? kNames[code] : "UNKNOWN";
}

napi_value StringOf(napi_env env, const std::string& text) {
  napi_value value = nullptr;
  napi_create_string_utf8(env, text.data(), text.size(), &value);
  return value;
}

napi_value ErrorOf(napi_env env, const Outcome& outcome) {
  napi_value error = nullptr;
  napi_create_error(env, StringOf(env, NameOf(outcome.code)), StringOf(env, outcome.message), &error);
  return error;
}

std::string TextOf(napi_env env, napi_value value) {
  size_t size = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &size);
  std::string text(size, '\0');
  napi_get_value_string_utf8(env, value, text.data(), size + 1, &size);
  return text;
}

std::string BytesOf(napi_env env, napi_value value) {
  void* data = nullptr;
  size_t size = 0;
  napi_get_typedarray_info(env, value, nullptr, &size, &data, nullptr, nullptr);
  return std::string(static_cast<char*>(data), size);
}

napi_value ElementOf(napi_env env, napi_value array, uint32_t index) {
  napi_value element = nullptr;
  napi_get_element(env, array, index, &element);
  return element;
}

uint32_t LengthOf(napi_env env, napi_value array) {
  uint32_t length = 0;
  napi_get_array_length(env, array, &length);
  return length;
}

// From `node:0`.
Place PlaceOf(napi_env env, napi_value value) {
  const std::string text = TextOf(env, value);
  const size_t colon = text.rfind(':');
  return {text.substr(0, colon), std::atoi(text.c_str() + colon + 1)};
}

TF_DataType TypeOf(napi_typedarray_type type, size_t* element_size) {
  *element_size = type == napi_uint8_array ? 1 : 4;
  if (type == napi_uint8_array) return TF_UINT8;
  return type == napi_int32_array ? TF_INT32 : TF_FLOAT;
}

// `feeds`: place, shape and array of the first, then of the second, and so on.
std::vector<Feed> FeedsOf(napi_env env, napi_value feeds) {
  std::vector<Feed> all(LengthOf(env, feeds) / 3);
  for (uint32_t index = 0; index < all.size(); index++) {
    Feed& feed = all[index];
    feed.place = PlaceOf(env, ElementOf(env, feeds, 3 * index));
    const napi_value shape = ElementOf(env, feeds, 3 * index + 1);
    feed.shape.resize(LengthOf(env, shape));
    for (uint32_t axis = 0; axis < feed.shape.size(); axis++)
      napi_get_value_int64(env, ElementOf(env, shape, axis), &feed.shape[axis]);
    napi_typedarray_type type = napi_uint8_array;
    size_t length = 0;
    size_t element_size = 0;
    napi_get_typedarray_info(env, ElementOf(env, feeds, 3 * index + 2), &type, &length, &feed.data, nullptr, nullptr);
    feed.type = TypeOf(type, &element_size);
    feed.size = length * element_size;
  }
  return all;
}

// Keeps a JavaScript object alive until nobody holds what is returned; it is let go on JavaScript's thread.
Keeper Keep(napi_env env, Addon* addon, napi_value value) {
  napi_ref reference = nullptr;
  napi_create_reference(env, value, 1, &reference);
  addon->kept++;
  const std::thread::id main = std::this_thread::get_id();
  return Keeper(reference, [env, addon, main](void* held) {
    const OnMain release = [addon, held](napi_env env) {
      napi_delete_reference(env, static_cast<napi_ref>(held));
      addon->kept--;
    };
    if (std::this_thread::get_id() != main) Send(addon, release);
    else if (!addon->is_ending) release(env);
  });
}

void DeleteResult(napi_env, void*, void* tensor) { TF_DeleteTensor(static_cast<TF_Tensor*>(tensor)); }

napi_value BufferOf(napi_env env, Tensor tensor) {
  void* data = TF_TensorData(tensor.get());
  const size_t size = TF_TensorByteSize(tensor.get());
  napi_value buffer = nullptr;
  if (size >= kSmall &&
      napi_create_external_arraybuffer(env, data, size, DeleteResult, tensor.get(), &buffer) == napi_ok) {
    tensor.release();
    return buffer;
  }
  void* copy = nullptr;
  if (napi_create_arraybuffer(env, size, &copy, &buffer) == napi_ok && size > 0) memcpy(copy, data, size);
  return buffer;
}

napi_value BuffersOf(napi_env env, std::vector<Tensor> tensors) {
  napi_value buffers = nullptr;
  napi_create_array_with_length(env, tensors.size(), &buffers);
  for (uint32_t index = 0; index < tensors.size(); index++)
    napi_set_element(env, buffers, index, BufferOf(env, std::move(tensors[index])));
  return buffers;
}

struct Call {
  napi_deferred deferred = nullptr;
  // Of an array or of nothing; held until JavaScript is told, like the session.
  Keeper keeper;
  std::shared_ptr<Session> session;
  Outcome outcome;
  std::vector<Tensor> results;
};

void Settle(napi_env env, Addon* addon, Call* call) {
  if (--addon->calls == 0) napi_unref_threadsafe_function(env, addon->to_main);
  call->keeper.reset();
  call->session.reset();
  if (call->outcome.code == TF_OK)
    napi_resolve_deferred(env, call->deferred, BuffersOf(env, std::move(call->results)));
  else
    napi_reject_deferred(env, call->deferred, ErrorOf(env, call->outcome));
}

// Has `work` done on the session's thread and returns a promise. The process goes on as long as a call is under way.
napi_value Post(napi_env env, const std::shared_ptr<Session>& session, Keeper keeper,
                std::function<void(Session&, Call&)> work, bool is_last = false) {
  Addon* addon = AddonOf(env);
  const auto call = std::make_shared<Call>();
  napi_value promise = nullptr;
  napi_create_promise(env, &call->deferred, &promise);
  call->keeper = std::move(keeper);
  call->session = session;
  if (addon->calls++ == 0) napi_ref_threadsafe_function(env, addon->to_main);
  const bool is_open = session->Post([addon, call, work = std::move(work)](Session& self) {
    work(self, *call);
    Send(addon, [addon, call](napi_env env) { Settle(env, addon, call.get()); });
  }, is_last);
  if (!is_open) {
    call->outcome = kClosed;
    Settle(env, addon, call.get());
  }
  return promise;
}

void Forget(napi_env env, void* data, void*) {
  const std::unique_ptr<std::shared_ptr<Session>> held(static_cast<std::shared_ptr<Session>*>(data));
  AddonOf(env)->sessions.erase(held->get());
}

std::vector<napi_value> ArgumentsOf(napi_env env, napi_callback_info info, size_t count) {
  std::vector<napi_value> arguments(count);
  napi_get_cb_info(env, info, &count, arguments.data(), nullptr, nullptr);
  return arguments;
}

std::shared_ptr<Session> SessionOf(napi_env env, napi_value value) {
  void* held = nullptr;
  napi_get_value_external(env, value, &held);
  return *static_cast<std::shared_ptr<Session>*>(held);
}

// open(graphDef, configProto, tensorFloat32): [session, opened]
napi_value Open(napi_env env, napi_callback_info info) {
  const auto arguments = ArgumentsOf(env, info, 3);
  bool tensor_float_32 = false;
  napi_get_value_bool(env, arguments[2], &tensor_float_32);
  const auto session = std::make_shared<Session>();
  AddonOf(env)->sessions.insert(session.get());
  napi_value handle = nullptr;
  napi_create_external(env, new std::shared_ptr<Session>(session), Forget, nullptr, &handle);
  const napi_value opened =
      Post(env, session, nullptr,
           [graph = BytesOf(env, arguments[0]), config = BytesOf(env, arguments[1]), tensor_float_32](
               Session& self, Call& call) {
             call.outcome = self.Open(graph, config, tensor_float_32);
           });
  napi_value both = nullptr;
  napi_create_array_with_length(env, 2, &both);
  napi_set_element(env, both, 0, handle);
  napi_set_element(env, both, 1, opened);
  return both;
}

// run(session, feeds, fetches): promise of an ArrayBuffer for each fetch
napi_value Run(napi_env env, napi_callback_info info) {
  const auto arguments = ArgumentsOf(env, info, 3);
  std::vector<Place> fetches(LengthOf(env, arguments[2]));
  for (uint32_t index = 0; index < fetches.size(); index++)
    fetches[index] = PlaceOf(env, ElementOf(env, arguments[2], index));
  return Post(env, SessionOf(env, arguments[0]), Keep(env, AddonOf(env), arguments[1]),
              [feeds = FeedsOf(env, arguments[1]), fetches](Session& self, Call& call) {
                call.outcome = self.Run(feeds, fetches, call.keeper, &call.results);
              });
}

// close(session): promise, settled when all runs before it are
napi_value Close(napi_env env, napi_callback_info info) {
  const auto session = SessionOf(env, ArgumentsOf(env, info, 1)[0]);
  const auto close = [addon = AddonOf(env), session](Session& self, Call&) {
    self.Close();
    Send(addon, [addon, session](napi_env) {
      session->Stop();
      addon->sessions.erase(session.get());
    });
  };
  return Post(env, session, nullptr, close, true);
}

// devices(configProto): the types of what TensorFlow can compute on, `CPU`, `GPU`
napi_value Devices(napi_env env, napi_callback_info info) {
  std::vector<std::string> types;
  const Outcome outcome = DeviceTypes(BytesOf(env, ArgumentsOf(env, info, 1)[0]), &types);
  if (outcome.code != TF_OK) {
    napi_throw(env, ErrorOf(env, outcome));
    return nullptr;
  }
  napi_value all = nullptr;
  napi_create_array_with_length(env, types.size(), &all);
  for (uint32_t index = 0; index < types.size(); index++) napi_set_element(env, all, index, StringOf(env, types[index]));
  return all;
}

// tensorFloat32(): how TensorFlow's switch stands
napi_value TensorFloat32(napi_env env, napi_callback_info) {
  napi_value is_enabled = nullptr;
  napi_get_boolean(env, IsTensorFloat32Enabled(), &is_enabled);
  return is_enabled;
}

// held(): how many sessions are open and how many runs' arrays are in use
napi_value Held(napi_env env, napi_callback_info) {
  const Addon* addon = AddonOf(env);
  napi_value count = nullptr;
  napi_create_int64(env, static_cast<int64_t>(addon->sessions.size()) + addon->kept, &count);
  return count;
}

// `process.exit` calls no hooks of the environment, and destroys what TensorFlow's threads use while they compute.
void StopOnExit(napi_env env) {
  napi_value global = nullptr;
  napi_value process = nullptr;
  napi_value once = nullptr;
  napi_get_global(env, &global);
  napi_get_named_property(env, global, "process", &process);
  napi_get_named_property(env, process, "once", &once);
  napi_value arguments[] = {StringOf(env, "exit"), nullptr};
  napi_create_function(env, nullptr, 0, OnExit, nullptr, &arguments[1]);
  napi_call_function(env, process, once, 2, arguments, nullptr);
}

}  // namespace

napi_value Initialize(napi_env env, napi_value exports) {
  Addon* addon = new Addon;
  napi_set_instance_data(env, addon, nullptr, nullptr);
  // Hooks are called last in, first out: the sessions' threads end before what they send to does.
  napi_create_threadsafe_function(env, nullptr, nullptr, StringOf(env, "thaw sessions"), 0, 1, nullptr, nullptr,
                                  nullptr, RunOnMain, &addon->to_main);
  napi_unref_threadsafe_function(env, addon->to_main);
  napi_add_env_cleanup_hook(env, StopSessions, addon);
  StopOnExit(env);
  const auto method = [](const char* name, napi_callback callback) {
    return napi_property_descriptor{name, nullptr, callback, nullptr, nullptr, nullptr, napi_default, nullptr};
  };
  const napi_property_descriptor properties[] = {
      method("open", Open),       method("run", Run),   method("close", Close),
      method("devices", Devices), method("held", Held), method("tensorFloat32", TensorFloat32),
      {"version", nullptr, nullptr, nullptr, nullptr, StringOf(env, TF_Version()), napi_default, nullptr},
  };
  napi_define_properties(env, exports, std::size(properties), properties);
  return exports;
}

}  // namespace thaw

NAPI_MODULE_INIT() { return thaw::Initialize(env, exports); }
