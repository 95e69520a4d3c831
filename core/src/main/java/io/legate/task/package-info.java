/// One task: its events, the state they fold into, and what that state says about who may go on.
///
/// [TaskState#apply] is the whole of a task's memory: pure, clockless, and the same at runtime,
/// after a crash and in a replay. What may be appended is decided above, by the use cases; what
/// follows from it is decided here.
@NullMarked
package io.legate.task;

import org.jspecify.annotations.NullMarked;
