package io.legate.authorize;

import io.legate.boundary.ActionRequest;

/// A question outside of any task, as a resource server asks it. All of it is that server's word.
///
/// @param subjectType such as `user`
/// @param subjectId within its type
/// @param action with everything that could be an argument; what the catalogue gives the action is
///   one, and the rest is not looked at
public record TasklessQuestion(String subjectType, String subjectId, ActionRequest action) {

  /// The subject as expressions and records name it: `<type>:<id>`.
  public String subject() {
    return subjectType + ":" + subjectId;
  }
}
