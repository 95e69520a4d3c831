/// Passing calls on between the brokers of one cluster: gRPC with mutual TLS on a port of its own.
///
/// A peer is a node by its certificate (`io.legate.keys`), and its number is what it is known by.
/// What it passes on is carried out as if it had come in here; of a question on a stream it is
/// believed who asks. It does NOT know who owns a task, which is [Owners], and nothing depends on
/// it: where a peer cannot be asked, the call is carried out here.
@NullMarked
package io.legate.forward;

import org.jspecify.annotations.NullMarked;
