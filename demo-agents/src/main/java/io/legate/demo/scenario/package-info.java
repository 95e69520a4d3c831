/// The scenarios: what is played, what must come of it, and where that is looked up.
///
/// Nothing an agent says about itself counts as an observation. What counts is what the resource
/// servers' databases hold, which mails lie in the outbox, what the broker says about the task, and
/// what the tokens say.
@NullMarked
package io.legate.demo.scenario;

import org.jspecify.annotations.NullMarked;
