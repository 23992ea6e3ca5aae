#include "calls.h"

#include <thread>
#include <utility>

#include "values.h"

namespace thaw {

namespace {

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

napi_value OnExit(napi_env env, napi_callback_info) {
  StopSessions(AddonOf(env));
  return nullptr;
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

void Settle(napi_env env, Addon* addon, Call* call) {
  if (--addon->calls == 0) napi_unref_threadsafe_function(env, addon->to_main);
  call->keeper.reset();
  call->session.reset();
  if (call->outcome.code == TF_OK)
    napi_resolve_deferred(env, call->deferred, BuffersOf(env, std::move(call->results)));
  else
    napi_reject_deferred(env, call->deferred, ErrorOf(env, call->outcome));
}

}  // namespace

void StartAddon(napi_env env) {
  Addon* addon = new Addon;
  napi_set_instance_data(env, addon, nullptr, nullptr);
  // Hooks are called last in, first out: the sessions' threads end before what they send to does.
  napi_create_threadsafe_function(env, nullptr, nullptr, StringOf(env, "thaw sessions"), 0, 1, nullptr, nullptr,
                                  nullptr, RunOnMain, &addon->to_main);
  napi_unref_threadsafe_function(env, addon->to_main);
  napi_add_env_cleanup_hook(env, StopSessions, addon);
  StopOnExit(env);
}

Addon* AddonOf(napi_env env) {
  void* addon = nullptr;
  napi_get_instance_data(env, &addon);
  return static_cast<Addon*>(addon);
}

void Send(Addon* addon, OnMain work) {
  // What is sent is never destroyed if it cannot be done: it may refer to objects of JavaScript.
  OnMain* sent = new OnMain(std::move(work));
  if (!addon->is_ending) napi_call_threadsafe_function(addon->to_main, sent, napi_tsfn_nonblocking);
}

Keeper Keep(napi_env env, napi_value value) {
  Addon* addon = AddonOf(env);
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

napi_value Post(napi_env env, const std::shared_ptr<Session>& session, Keeper keeper,
                std::function<void(Session&, Call&)> work, Order order) {
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
  }, order);
  if (!is_open) {
    call->outcome = kClosed;
    Settle(env, addon, call.get());
  }
  return promise;
}

}  // namespace thaw
