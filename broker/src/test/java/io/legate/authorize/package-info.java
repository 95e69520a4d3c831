/// The decision with real expressions: rules, conditions, history and what the record says of them.
@NullMarked
package io.legate.authorize;

import org.jspecify.annotations.NullMarked;
