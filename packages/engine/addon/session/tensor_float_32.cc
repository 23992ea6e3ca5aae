#include "tensor_float_32.h"

#include <condition_variable>
#include <mutex>

// tensorflow/core/platform/tensor_float_32_utils.h, which its wheel does not carry; `tf.config.experimental.enable_tensor_float_32_execution`
// is these.
namespace tsl {
void enable_tensor_float_32_execution(bool enabled);
bool tensor_float_32_execution_enabled();
}  // namespace tsl

namespace thaw {

namespace {

std::mutex mutex;
std::condition_variable ended;
int under_way = 0;

}  // namespace

TensorFloat32Turn::TensorFloat32Turn(bool wanted) {
  std::unique_lock<std::mutex> lock(mutex);
  ended.wait(lock, [wanted] { return under_way == 0 || IsTensorFloat32Enabled() == wanted; });
  tsl::enable_tensor_float_32_execution(wanted);
  under_way++;
}

TensorFloat32Turn::~TensorFloat32Turn() {
  {
    const std::lock_guard<std::mutex> lock(mutex);
    under_way--;
  }
  ended.notify_all();
}

bool IsTensorFloat32Enabled() { return tsl::tensor_float_32_execution_enabled(); }

}  // namespace thaw
