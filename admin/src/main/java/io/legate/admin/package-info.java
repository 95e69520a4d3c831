/// What operators change of a running broker, from the command line: lists, signals, clients and
/// policy.
///
/// A client like any other: it authenticates with the operator's own key, and what it may do is the
/// broker's to say. It keeps no token between two commands.
@NullMarked
package io.legate.admin;

import org.jspecify.annotations.NullMarked;
