/// How long a revocation takes to reach those who verify offline: three brokers in processes of
/// their own on one PostgreSQL, over TLS and gRPC, by client-java alone.
@NullMarked
package io.legate.bench.reach;

import org.jspecify.annotations.NullMarked;
