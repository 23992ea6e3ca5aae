#include "values.h"

#include <cstdlib>
#include <cstring>
#include <iterator>
#include <utility>

namespace thaw {

namespace {

// Below it a copy costs less than an array whose memory somebody else has.
constexpr size_t kSmall = 64 * 1024;

const char* NameOf(TF_Code code) {
  constexpr const char* kNames[] = {
      "OK",          "CANCELLED",     "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND",   "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",     "OUT_OF_RANGE",  "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS",   "UNAUTHENTICATED"};
  return code >= 0 && static_cast<size_t>(code) < std::size(kNames) ? kNames[code] : "UNKNOWN";
}

std::string TextOf(napi_env env, napi_value value) {
  size_t size = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &size);
  std::string text(size, '\0');
  napi_get_value_string_utf8(env, value, text.data(), size + 1, &size);
  return text;
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

}  // namespace

std::vector<napi_value> ArgumentsOf(napi_env env, napi_callback_info info, size_t count) {
  std::vector<napi_value> arguments(count);
  napi_get_cb_info(env, info, &count, arguments.data(), nullptr, nullptr);
  return arguments;
}

bool BoolOf(napi_env env, napi_value value) {
  bool is_true = false;
  napi_get_value_bool(env, value, &is_true);
  return is_true;
}

std::string_view BytesIn(napi_env env, napi_value value) {
  void* data = nullptr;
  size_t size = 0;
  napi_get_typedarray_info(env, value, nullptr, &size, &data, nullptr, nullptr);
  return {static_cast<const char*>(data), size};
}

std::vector<Place> PlacesOf(napi_env env, napi_value names) {
  std::vector<Place> places(LengthOf(env, names));
  for (uint32_t index = 0; index < places.size(); index++) places[index] = PlaceOf(env, ElementOf(env, names, index));
  return places;
}

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

napi_value StringOf(napi_env env, const std::string& text) {
  napi_value value = nullptr;
  napi_create_string_utf8(env, text.data(), text.size(), &value);
  return value;
}

napi_value ArrayOf(napi_env env, const std::vector<napi_value>& elements) {
  napi_value array = nullptr;
  napi_create_array_with_length(env, elements.size(), &array);
  for (uint32_t index = 0; index < elements.size(); index++) napi_set_element(env, array, index, elements[index]);
  return array;
}

napi_value ErrorOf(napi_env env, const Outcome& outcome) {
  napi_value error = nullptr;
  napi_create_error(env, StringOf(env, NameOf(outcome.code)), StringOf(env, outcome.message), &error);
  return error;
}

napi_value BuffersOf(napi_env env, std::vector<Tensor> tensors) {
  std::vector<napi_value> buffers;
  for (Tensor& tensor : tensors) buffers.push_back(BufferOf(env, std::move(tensor)));
  return ArrayOf(env, buffers);
}

}  // namespace thaw
