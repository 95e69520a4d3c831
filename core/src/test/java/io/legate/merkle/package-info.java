/// Trees and proofs against a naive transcription of RFC 6962 and against others' vectors.
@NullMarked
package io.legate.merkle;

import org.jspecify.annotations.NullMarked;
