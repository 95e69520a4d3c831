/// How much of each limit is used: counters as values, and the three things that happen to them.
///
/// [io.legate.limits.Counters] is checked against the demands of one action, charged by the event
/// that allows it, and settled once by what the resource server then reports. All of it is pure:
/// state and event data in, state out. Nothing here reads a clock; `at` is the event's own time,
/// counted in whole milliseconds, and never runs backwards within a task.
///
/// It leaves to the caller: which limits stand against an action (`io.legate.boundary`), the order
/// of events and their durability (the ledger), that a reservation is settled by whoever asked, and
/// that it is settled only once.
@NullMarked
package io.legate.limits;

import org.jspecify.annotations.NullMarked;
