/// What states that are folded from events are made of.
///
/// Pure values without a clock: time comes with the events.
@NullMarked
package io.legate.fold;

import org.jspecify.annotations.NullMarked;
