@NullMarked
package io.legate.client.web;

import org.jspecify.annotations.NullMarked;
