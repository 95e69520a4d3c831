/// Who may do what, as the configuration says it: the ceiling over every boundary.
///
/// Without a policy bundle the registered clients and their entitlements are the policy. Whatever
/// is not granted there is refused.
@NullMarked
package io.legate.policy;

import org.jspecify.annotations.NullMarked;
