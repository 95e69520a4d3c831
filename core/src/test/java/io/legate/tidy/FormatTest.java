package io.legate.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Every source file is as google-java-format writes it.
///
/// A test rather than a build plugin, because the formatter needs the JDK the project is built for
/// and Maven itself may run on an older one. `./legate format` sets `legate.format=write`, which
/// rewrites the files instead of complaining.
class FormatTest {

  @Test
  void everySourceFileIsFormatted() throws Exception {
    boolean write = "write".equals(System.getProperty("legate.format"));
    var unformatted = new TreeSet<String>();
    for (Path file : Sources.javaFiles()) {
      String is = Files.readString(file);
      String should = format(file, is);
      if (!is.equals(should)) {
        if (write) {
          Files.writeString(file, should);
        } else {
          unformatted.add(Sources.ROOT.relativize(file).toString());
        }
      }
    }
    assertThat(unformatted).as("run `./legate format`").isEmpty();
  }

  private static String format(Path file, String source) throws IOException {
    try {
      var imports = RemoveUnusedImports.removeUnusedImports(source);
      var ordered = ImportOrderer.reorderImports(imports, JavaFormatterOptions.Style.GOOGLE);
      return new Formatter().formatSource(ordered);
    } catch (com.google.googlejavaformat.java.FormatterException e) {
      throw new IOException("cannot format " + file, e);
    }
  }
}
