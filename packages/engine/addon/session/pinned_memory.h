// Memory of the host that a GPU reads by itself, at the full rate of the bus and while the processor does something else. Of other
// memory CUDA's driver first copies each piece to where the GPU may read it.

#pragma once

#include <string_view>

namespace thaw {

// False where there is no driver, or where it does not want to; then the memory is as it was.
bool PinMemory(std::string_view bytes);
// Of the same bytes, before they are freed and while nothing copies them.
void UnpinMemory(std::string_view bytes);

}  // namespace thaw
