// Whether single precision may be rounded to TensorFloat-32 where it is multiplied. Knows nothing of Node.

#pragma once

namespace thaw {

// TensorFlow asks one switch of its own, for all that it computes. Runs that want it on and runs that want it off take turns, in the order
// in which they came; those that follow each other and want the same go on beside each other.
class TensorFloat32Turn {
 public:
  explicit TensorFloat32Turn(bool wanted);
  ~TensorFloat32Turn();
  TensorFloat32Turn(const TensorFloat32Turn&) = delete;
  TensorFloat32Turn& operator=(const TensorFloat32Turn&) = delete;
};

// How the switch stands.
bool IsTensorFloat32Enabled();

}  // namespace thaw
