#include "sandbox/privileges.h"

#include <sys/capability.h>

#include <memory>

#include "sandbox/sys.h"

namespace nsbinfmt::sandbox {
namespace {

using Capabilities = std::unique_ptr<_cap_struct, int (*)(void*)>;

bool has(const Capabilities& capabilities, cap_value_t capability) {
  cap_flag_value_t value = CAP_CLEAR;
  return cap_get_flag(capabilities.get(), capability, CAP_EFFECTIVE, &value) == 0 && value == CAP_SET;
}

}  // namespace

void drop_privileges() {
  if (const Errno error = sys::set_no_new_privileges()) sys_error(error, "", "set no_new_privs");
  // The bounding set goes first: that takes CAP_SETPCAP.
  for (cap_value_t capability = 0; capability < cap_max_bits(); ++capability)
    if (const Errno error = sys::drop_from_bounding_set(capability))
      sys_error(error, "", "drop capability {} from the bounding set", capability);
  if (const Errno error = sys::drop_all_capabilities()) sys_error(error, "", "drop the capabilities");
}

bool may_set_ids() {
  const Capabilities own(cap_get_proc(), cap_free);
  return own && has(own, CAP_SETUID) && has(own, CAP_SETGID);
}

}  // namespace nsbinfmt::sandbox
