/// Hazelcast members of this process on loopback, healthy ones and others.
@NullMarked
package io.legate.cluster;

import org.jspecify.annotations.NullMarked;
