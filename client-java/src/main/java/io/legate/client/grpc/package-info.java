/// Vert.x gRPC methods that only authenticated calls reach, and the status for those refused
/// (`docs/spec/dpop-grpc.md`).
///
/// It leaves to its caller the action that a method stands for and its arguments.
@NullMarked
package io.legate.client.grpc;

import org.jspecify.annotations.NullMarked;
