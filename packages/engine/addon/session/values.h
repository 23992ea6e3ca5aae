// What JavaScript hands over and what it gets, as values of C++.

#pragma once

#include <node_api.h>

#include <string>
#include <string_view>
#include <vector>

#include "session.h"

namespace thaw {

std::vector<napi_value> ArgumentsOf(napi_env env, napi_callback_info info, size_t count);
bool BoolOf(napi_env env, napi_value value);
// Of a Uint8Array, where they lie.
std::string_view BytesIn(napi_env env, napi_value bytes);
// From `node:0`, `node:1` and so on.
std::vector<Place> PlacesOf(napi_env env, napi_value names);
// `feeds`: place, shape and array of the first, then of the second, and so on. The arrays are not copied.
std::vector<Feed> FeedsOf(napi_env env, napi_value feeds);

napi_value StringOf(napi_env env, const std::string& text);
napi_value ArrayOf(napi_env env, const std::vector<napi_value>& elements);
// Its `code` is TensorFlow's name for what went wrong.
napi_value ErrorOf(napi_env env, const Outcome& outcome);
// Large tensors become the memory of what is returned.
napi_value BuffersOf(napi_env env, std::vector<Tensor> tensors);

}  // namespace thaw
