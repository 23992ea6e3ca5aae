// Sessions of TensorFlow for Node, each on a thread of its own. JavaScript hands over a run and gets a promise; the arrays that
// it feeds are read where they lie, and what TensorFlow computed becomes the memory of the arrays that it gets.

#include <node_api.h>

#include <iterator>

#include "calls.h"
#include "pinned_memory.h"
#include "session.h"
#include "tensor_float_32.h"
#include "values.h"

namespace thaw {

namespace {

void Forget(napi_env env, void* data, void*) {
  const std::unique_ptr<std::shared_ptr<Session>> held(static_cast<std::shared_ptr<Session>*>(data));
  AddonOf(env)->sessions.erase(held->get());
}

std::shared_ptr<Session> SessionOf(napi_env env, napi_value value) {
  void* held = nullptr;
  napi_get_value_external(env, value, &held);
  return *static_cast<std::shared_ptr<Session>*>(held);
}

// open(graphDef, configProto, tensorFloat32): [session, opened]
napi_value Open(napi_env env, napi_callback_info info) {
  const auto arguments = ArgumentsOf(env, info, 3);
  const auto session = std::make_shared<Session>();
  AddonOf(env)->sessions.insert(session.get());
  napi_value handle = nullptr;
  napi_create_external(env, new std::shared_ptr<Session>(session), Forget, nullptr, &handle);
  const napi_value opened =
      Post(env, session, nullptr,
           [graph = std::string(BytesIn(env, arguments[0])), config = std::string(BytesIn(env, arguments[1])),
            tensor_float_32 = BoolOf(env, arguments[2])](Session& self, Call& call) {
             call.outcome = self.Open(graph, config, tensor_float_32);
           });
  return ArrayOf(env, {handle, opened});
}

// run(session, feeds, fetches, beside): promise of an ArrayBuffer for each fetch
napi_value Run(napi_env env, napi_callback_info info) {
  const auto arguments = ArgumentsOf(env, info, 4);
  return Post(env, SessionOf(env, arguments[0]), Keep(env, arguments[1]),
              [feeds = FeedsOf(env, arguments[1]), fetches = PlacesOf(env, arguments[2])](Session& self, Call& call) {
                call.outcome = self.Run(feeds, fetches, call.keeper, &call.results);
              },
              BoolOf(env, arguments[3]) ? Order::kBeside : Order::kAlone);
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
  return Post(env, session, nullptr, close, Order::kLast);
}

// pin(array): whether a GPU now reads it by itself
napi_value Pin(napi_env env, napi_callback_info info) {
  napi_value is_pinned = nullptr;
  napi_get_boolean(env, PinMemory(BytesIn(env, ArgumentsOf(env, info, 1)[0])), &is_pinned);
  return is_pinned;
}

// unpin(array): of one that was pinned
napi_value Unpin(napi_env env, napi_callback_info info) {
  UnpinMemory(BytesIn(env, ArgumentsOf(env, info, 1)[0]));
  return nullptr;
}

// devices(configProto): the types of what TensorFlow can compute on, `CPU`, `GPU`
napi_value Devices(napi_env env, napi_callback_info info) {
  std::vector<std::string> types;
  const Outcome outcome = DeviceTypes(std::string(BytesIn(env, ArgumentsOf(env, info, 1)[0])), &types);
  if (outcome.code != TF_OK) {
    napi_throw(env, ErrorOf(env, outcome));
    return nullptr;
  }
  std::vector<napi_value> all;
  for (const std::string& type : types) all.push_back(StringOf(env, type));
  return ArrayOf(env, all);
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

}  // namespace

napi_value Initialize(napi_env env, napi_value exports) {
  StartAddon(env);
  const auto method = [](const char* name, napi_callback callback) {
    return napi_property_descriptor{name, nullptr, callback, nullptr, nullptr, nullptr, napi_default, nullptr};
  };
  const napi_property_descriptor properties[] = {
      method("open", Open),       method("run", Run),   method("close", Close),
      method("devices", Devices), method("held", Held), method("tensorFloat32", TensorFloat32),
      method("pin", Pin),         method("unpin", Unpin),
      {"version", nullptr, nullptr, nullptr, nullptr, StringOf(env, TF_Version()), napi_default, nullptr},
  };
  napi_define_properties(env, exports, std::size(properties), properties);
  return exports;
}

}  // namespace thaw

NAPI_MODULE_INIT() { return thaw::Initialize(env, exports); }
