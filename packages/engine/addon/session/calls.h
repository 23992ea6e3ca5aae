// Promises of what sessions do, and the way back to JavaScript's thread.

#pragma once

#include <node_api.h>

#include <atomic>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "session.h"

namespace thaw {

// What this addon is to one thread of JavaScript.
struct Addon {
  napi_threadsafe_function to_main = nullptr;
  // From here on JavaScript is not to be called any more, nor its objects touched.
  std::atomic<bool> is_ending{false};
  std::set<Session*> sessions;
  int calls = 0;
  int kept = 0;
};

// To be called once, before all else.
void StartAddon(napi_env env);
Addon* AddonOf(napi_env env);

using OnMain = std::function<void(napi_env)>;
// Has it done on JavaScript's thread, unless that is ending.
void Send(Addon* addon, OnMain work);

// Keeps a JavaScript object alive until nobody holds what is returned; it is let go on JavaScript's thread.
Keeper Keep(napi_env env, napi_value value);

struct Call {
  napi_deferred deferred = nullptr;
  // Of an array or of nothing; held until JavaScript is told, like the session.
  Keeper keeper;
  std::shared_ptr<Session> session;
  Outcome outcome;
  std::vector<Tensor> results;
};

// Has `work` done on a thread of the session's and returns a promise. The process goes on as long as a call is under way. After the
// last the session does nothing.
napi_value Post(napi_env env, const std::shared_ptr<Session>& session, Keeper keeper,
                std::function<void(Session&, Call&)> work, Order order = Order::kAlone);

}  // namespace thaw
