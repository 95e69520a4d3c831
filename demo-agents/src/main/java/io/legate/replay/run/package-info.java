/// Plays recorded calls through a broker: a planner that opens the task, an executor it delegates
/// to, a resource server that asks, and a person who is asked.
@NullMarked
package io.legate.replay.run;

import org.jspecify.annotations.NullMarked;
