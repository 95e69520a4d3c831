package io.legate.client.resource;

import io.legate.json.Json.Obj;

/// How a resource server meets the obligations of one type that it alone can meet, such as
/// `notify`. Safe for use from many threads.
///
/// It runs before the work, while the permit holds: whoever is told is told that the action is
/// about to happen.
@FunctionalInterface
public interface ObligationHandler {

  /// Meets one obligation; whatever it throws is an obligation that is not met, and the action does
  /// not happen.
  ///
  /// @param obligation as the broker sent it, its form not looked at
  /// @param permit what it comes with
  void meet(Obj obligation, Permit permit) throws Exception;
}
