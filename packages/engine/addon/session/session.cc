#include "session.h"
#include "tensor_float_32.h"

#include <cstring>
#include <new>
#include <utility>

namespace thaw {

namespace {

struct DeleteStatus {
  void operator()(TF_Status* status) const { TF_DeleteStatus(status); }
};
using Status = std::unique_ptr<TF_Status, DeleteStatus>;

Status NewStatus() { return Status(TF_NewStatus()); }

Outcome OutcomeOf(const Status& status) { return {TF_GetCode(status.get()), TF_Message(status.get())}; }

std::string NameOf(const Place& place) { return place.node + ":" + std::to_string(place.index); }

void LetGo(void*, size_t, void* keeper) { delete static_cast<Keeper*>(keeper); }

// Null where shape and size contradict each other.
Tensor TensorOf(const Feed& feed, const Keeper& keeper) {
  size_t size = TF_DataTypeSize(feed.type);
  for (const int64_t length : feed.shape) size *= static_cast<size_t>(length);
  if (size != feed.size) return nullptr;
  return Tensor(TF_NewTensor(feed.type, feed.shape.data(), static_cast<int>(feed.shape.size()), feed.data,
                             feed.size, LetGo, new Keeper(keeper)));
}

// A tensor that nobody else has: a variable, a constant or a fed array may lie behind what TensorFlow returns.
Tensor Own(Tensor tensor) {
  if (TF_TensorMaybeMove(tensor.get()) != nullptr) return tensor;
  std::vector<int64_t> shape(TF_NumDims(tensor.get()));
  for (size_t axis = 0; axis < shape.size(); axis++) shape[axis] = TF_Dim(tensor.get(), static_cast<int>(axis));
  const size_t size = TF_TensorByteSize(tensor.get());
  Tensor copy(TF_AllocateTensor(TF_TensorType(tensor.get()), shape.data(), static_cast<int>(shape.size()), size));
  if (!copy) throw std::bad_alloc();
  if (size > 0) memcpy(TF_TensorData(copy.get()), TF_TensorData(tensor.get()), size);
  return copy;
}

// Null, and `status` says why, if it cannot be opened.
TF_Session* NewSession(TF_Graph* graph, const std::string& config, TF_Status* status) {
  TF_SessionOptions* options = TF_NewSessionOptions();
  TF_SetConfig(options, config.data(), config.size(), status);
  TF_Session* session = TF_GetCode(status) == TF_OK ? TF_NewSession(graph, options, status) : nullptr;
  TF_DeleteSessionOptions(options);
  return session;
}

}  // namespace

const Outcome kClosed{TF_FAILED_PRECONDITION, "the session is closed"};

Outcome DeviceTypes(const std::string& config, std::vector<std::string>* types) {
  const Status status = NewStatus();
  TF_Graph* graph = TF_NewGraph();
  TF_Session* session = NewSession(graph, config, status.get());
  if (session != nullptr) {
    TF_DeviceList* devices = TF_SessionListDevices(session, status.get());
    for (int index = 0; devices != nullptr && index < TF_DeviceListCount(devices); index++)
      types->push_back(TF_DeviceListType(devices, index, status.get()));
    if (devices != nullptr) TF_DeleteDeviceList(devices);
    TF_DeleteSession(session, NewStatus().get());
  }
  TF_DeleteGraph(graph);
  return OutcomeOf(status);
}

bool Session::Post(Work work, Order order) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!accepts_) return false;
    accepts_ = order != Order::kLast;
    tasks_.push_back({std::move(work), order});
  }
  // While one computes, what the next is fed is on its way to the device.
  if (order == Order::kBeside && threads_.size() < 2) StartThread();
  changed_.notify_one();
  return true;
}

void Session::Stop() {
  std::deque<Task> forgotten;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    accepts_ = false;
    stopped_ = true;
    forgotten.swap(tasks_);
    if (session_ != nullptr) TF_CloseSession(session_, NewStatus().get());
  }
  changed_.notify_all();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

void Session::StartThread() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    at_work_++;
  }
  threads_.emplace_back([this] { DoTasks(); });
}

bool Session::MayStart() const {
  if (tasks_.empty()) return false;
  return running_ == 0 || (!is_alone_ && tasks_.front().order == Order::kBeside);
}

void Session::DoTasks() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopped_ || MayStart(); });
    if (stopped_) break;
    {
      const Task task = std::move(tasks_.front());
      tasks_.pop_front();
      is_alone_ = task.order != Order::kBeside;
      running_++;
      // There may be another that goes beside it.
      changed_.notify_all();
      lock.unlock();
      task.work(*this);
    }
    lock.lock();
    running_--;
    changed_.notify_all();
  }
  const bool was_last = --at_work_ == 0;
  lock.unlock();
  if (was_last) Close();
}

Outcome Session::Open(const std::string& graph, const std::string& config, bool tensor_float_32) {
  tensor_float_32_ = tensor_float_32;
  const Status status = NewStatus();
  graph_ = TF_NewGraph();
  TF_Buffer* definition = TF_NewBufferFromString(graph.data(), graph.size());
  TF_ImportGraphDefOptions* import = TF_NewImportGraphDefOptions();
  TF_GraphImportGraphDef(graph_, definition, import, status.get());
  TF_DeleteImportGraphDefOptions(import);
  TF_DeleteBuffer(definition);
  if (TF_GetCode(status.get()) != TF_OK) return OutcomeOf(status);

  TF_Session* session = NewSession(graph_, config, status.get());
  const std::lock_guard<std::mutex> lock(mutex_);
  session_ = session;
  return OutcomeOf(status);
}

Outcome Session::Resolve(const Place& place, TF_Output* output) const {
  TF_Operation* operation = graph_ == nullptr ? nullptr : TF_GraphOperationByName(graph_, place.node.c_str());
  if (operation == nullptr || place.index >= TF_OperationNumOutputs(operation))
    return {TF_NOT_FOUND, "the graph has no output " + NameOf(place)};
  *output = {operation, place.index};
  return {};
}

Outcome Session::Run(const std::vector<Feed>& feeds, const std::vector<Place>& fetches, const Keeper& keeper,
                     std::vector<Tensor>* outputs) try {
  if (session_ == nullptr) return kClosed;
  std::vector<TF_Output> fed(feeds.size());
  std::vector<Tensor> inputs;
  std::vector<TF_Tensor*> borrowed;
  for (size_t index = 0; index < feeds.size(); index++) {
    const Feed& feed = feeds[index];
    const Outcome found = Resolve(feed.place, &fed[index]);
    if (found.code != TF_OK) return found;
    inputs.push_back(TensorOf(feed, keeper));
    if (!inputs.back())
      return {TF_INVALID_ARGUMENT, NameOf(feed.place) + " is fed " + std::to_string(feed.size) +
                                       " bytes, which is not what its shape takes"};
    borrowed.push_back(inputs.back().get());
  }
  std::vector<TF_Output> fetched(fetches.size());
  for (size_t index = 0; index < fetches.size(); index++) {
    const Outcome found = Resolve(fetches[index], &fetched[index]);
    if (found.code != TF_OK) return found;
  }

  const TensorFloat32Turn turn(tensor_float_32_);
  const Status status = NewStatus();
  std::vector<TF_Tensor*> results(fetches.size(), nullptr);
  TF_SessionRun(session_, nullptr, fed.data(), borrowed.data(), static_cast<int>(feeds.size()), fetched.data(),
                results.data(), static_cast<int>(fetches.size()), nullptr, 0, nullptr, status.get());
  std::vector<Tensor> owned;
  for (TF_Tensor* result : results) owned.emplace_back(result);
  if (TF_GetCode(status.get()) != TF_OK) return OutcomeOf(status);
  for (Tensor& tensor : owned) outputs->push_back(Own(std::move(tensor)));
  return {};
} catch (const std::bad_alloc&) {
  return {TF_RESOURCE_EXHAUSTED, "memory ran out beside a run of TensorFlow (bad_alloc)"};
}

void Session::Close() {
  TF_Session* session = nullptr;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::swap(session, session_);
  }
  const Status status = NewStatus();
  if (session != nullptr) {
    TF_CloseSession(session, status.get());
    TF_DeleteSession(session, status.get());
  }
  if (graph_ != nullptr) TF_DeleteGraph(graph_);
  graph_ = nullptr;
}

}  // namespace thaw
