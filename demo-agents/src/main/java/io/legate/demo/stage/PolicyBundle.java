package io.legate.demo.stage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The policy that the demonstration's broker decides by: the files of `demo-agents/policy`, copied
/// to where a person can look at them.
final class PolicyBundle {

  private static final List<String> FILES =
      List.of(
          "actions.yaml",
          "agents.yaml",
          "clinic.yaml",
          "finance.yaml",
          "forge.yaml",
          "legal.yaml",
          "mailbox.yaml",
          "records.yaml",
          "sales.yaml",
          "shop.yaml",
          "sources.yaml",
          "tests.yaml",
          "trading.yaml");

  private PolicyBundle() {}

  static void unpack(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String name : FILES) {
      try (InputStream in =
          PolicyBundle.class.getResourceAsStream("/io/legate/demo/policy/" + name)) {
        if (in == null) {
          throw new IllegalStateException("`" + name + "` is missing from the program");
        }
        Files.write(folder.resolve(name), in.readAllBytes());
      }
    }
  }
}
