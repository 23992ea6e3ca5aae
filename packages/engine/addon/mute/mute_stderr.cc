// Silences file descriptor 2 while libtensorflow is being loaded.
//
// libtensorflow_framework 2.21 logs a note about oneDNN from a static initialiser, before it reads TF_CPP_MIN_LOG_LEVEL:
// no setting keeps it from users' terminals, and Node has no dup2. This addon is linked against nothing of TensorFlow.

#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

namespace {

int saved_stderr = -1;

napi_value Mute(napi_env, napi_callback_info) {
  if (saved_stderr < 0) {
    const int null_device = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null_device >= 0) {
      saved_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
      if (saved_stderr >= 0) dup2(null_device, STDERR_FILENO);
      close(null_device);
    }
  }
  return nullptr;
}

napi_value Unmute(napi_env, napi_callback_info) {
  if (saved_stderr >= 0) {
    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    saved_stderr = -1;
  }
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  const napi_property_descriptor properties[] = {
      {"mute", nullptr, Mute, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"unmute", nullptr, Unmute, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  napi_define_properties(env, exports, 2, properties);
  return exports;
}
