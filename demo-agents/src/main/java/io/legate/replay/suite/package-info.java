/// Suites of recorded work as they lie on disk: tools, tasks of users, and attacks.
///
/// Files may say more than is read here. It does NOT judge what a suite says of its tools.
@NullMarked
package io.legate.replay.suite;

import org.jspecify.annotations.NullMarked;
