/// From what a suite says of its tools to a policy: the recipe of `docs/agentdojo.md`.
///
/// Nothing here sees a task, a prompt or a recorded call.
@NullMarked
package io.legate.replay.recipe;

import org.jspecify.annotations.NullMarked;
