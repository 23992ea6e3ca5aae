#include "tensor_float_32.h"

#include <condition_variable>
#include <cstdint>
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
std::condition_variable changed;
int under_way = 0;
// Runs go on in the order in which they came: one that waits for the switch is not passed by those that would leave it as it is.
int64_t came = 0;
int64_t went_on = 0;

}  // namespace

TensorFloat32Turn::TensorFloat32Turn(bool wanted) {
  {
    std::unique_lock<std::mutex> lock(mutex);
    const int64_t place = came++;
    changed.wait(lock, [wanted, place] {
      return went_on == place && (under_way == 0 || IsTensorFloat32Enabled() == wanted);
    });
    tsl::enable_tensor_float_32_execution(wanted);
    went_on++;
    under_way++;
  }
  changed.notify_all();
}

TensorFloat32Turn::~TensorFloat32Turn() {
  {
    const std::lock_guard<std::mutex> lock(mutex);
    under_way--;
  }
  changed.notify_all();
}

bool IsTensorFloat32Enabled() { return tsl::tensor_float_32_execution_enabled(); }

}  // namespace thaw
