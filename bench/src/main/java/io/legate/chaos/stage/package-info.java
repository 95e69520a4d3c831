/// What is broken: three brokers, a database and its replica, each where the network between them
/// can be cut, with their keys, certificates and configuration.
///
/// As root each is in a network namespace of its own; without, each has a loopback address of its
/// own and no network can be cut. What is done to them, and when, is `fault`'s.
@NullMarked
package io.legate.chaos.stage;

import org.jspecify.annotations.NullMarked;
