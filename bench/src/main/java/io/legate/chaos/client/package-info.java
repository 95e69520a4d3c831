/// Who makes the brokers work, and writes down what they answered: every attempt by itself, at a
/// broker of its own choice, so that nothing is repeated behind the record's back.
///
/// Signatures are made by the project's own makers; the calls are plain gRPC and HTTP, because what
/// is looked at here is what the library for agents hides.
@NullMarked
package io.legate.chaos.client;

import org.jspecify.annotations.NullMarked;
