@NullMarked
package io.legate.grpc;

import org.jspecify.annotations.NullMarked;
