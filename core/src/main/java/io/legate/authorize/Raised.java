package io.legate.authorize;

import io.legate.boundary.ApprovalRule;
import org.jspecify.annotations.Nullable;

/// One reason for which an action needs a person, as it was met.
///
/// @param reason what the resource server is told
/// @param source whose reason it is, such as `rule:large-payment` or `hop:<id>/0#untrusted`
/// @param rule who must approve; null where only policy's defaults can say
record Raised(Reason reason, String source, @Nullable ApprovalRule rule) {

  /// Names it in escalations and approvals.
  String id() {
    return reason.code() + " " + source;
  }
}
