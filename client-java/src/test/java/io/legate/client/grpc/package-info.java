@NullMarked
package io.legate.client.grpc;

import org.jspecify.annotations.NullMarked;
