// A graph in TensorFlow, and the thread that runs it. Knows nothing of Node.

#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tensorflow/c/c_api.h"

namespace thaw {

// What TensorFlow said; `TF_OK` if nothing went wrong.
struct Outcome {
  TF_Code code = TF_OK;
  std::string message;
};

extern const Outcome kClosed;

// Of what TensorFlow can compute on, so configured: `CPU`, `GPU`.
Outcome DeviceTypes(const std::string& config, std::vector<std::string>* types);

// One output of a node.
struct Place {
  std::string node;
  int index = 0;
};

struct Feed {
  Place place;
  TF_DataType type = TF_FLOAT;
  std::vector<int64_t> shape;
  void* data = nullptr;
  size_t size = 0;
};

struct DeleteTensor {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using Tensor = std::unique_ptr<TF_Tensor, DeleteTensor>;

// Whoever holds one keeps the fed arrays alive.
using Keeper = std::shared_ptr<void>;

// When a task starts: once all before it have ended, and before all after it; beside its neighbours, if these may too; or as the
// last of all.
enum class Order { kAlone, kBeside, kLast };

// Does tasks in their order on threads of its own, so that the next starts without asking anybody.
class Session {
 public:
  using Work = std::function<void(Session&)>;

  Session() { StartThread(); }
  ~Session() { Stop(); }

  // On JavaScript's thread. False, and the work is not done, after the last one.
  bool Post(Work work, Order order);
  // Breaks off what is computed, forgets what waits and ends the threads.
  void Stop();

  // For tasks, on the session's own threads.

  // `tensor_float_32`: whether its runs may multiply so on a GPU.
  Outcome Open(const std::string& graph, const std::string& config, bool tensor_float_32);
  // Feeds are read in place where they are aligned as TensorFlow likes, else copied; `keeper` is let go when no tensor needs
  // them any more.
  Outcome Run(const std::vector<Feed>& feeds, const std::vector<Place>& fetches, const Keeper& keeper,
              std::vector<Tensor>* outputs);
  void Close();

 private:
  struct Task {
    Work work;
    Order order;
  };

  void StartThread();
  void DoTasks();
  // Under `mutex_`.
  bool MayStart() const;
  Outcome Resolve(const Place& place, TF_Output* output) const;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  // Tasks under way, and whether it is one that is alone.
  int running_ = 0;
  bool is_alone_ = false;
  bool tensor_float_32_ = false;
  bool accepts_ = true;
  bool stopped_ = false;
  TF_Graph* graph_ = nullptr;
  // Written under `mutex_`, since `Stop` reads it on another thread.
  TF_Session* session_ = nullptr;
  // Of these, how many have not ended. The vector is JavaScript's thread's alone.
  size_t at_work_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace thaw
