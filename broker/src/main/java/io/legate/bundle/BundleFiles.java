package io.legate.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The files of a bundle by name: every `*.yaml` of one folder, in the order of their names.
///
/// Immutable as far as nobody writes into the arrays.
public record BundleFiles(SortedMap<String, byte[]> byName) {

  /// All of them together.
  static final int BYTES_MAX = 4 * 1024 * 1024;

  static final int FILES_MAX = 100;

  private static final String SUFFIX = ".yaml";

  public BundleFiles {
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
  }

  /// Returns the files that somebody sent.
  ///
  /// @throws InvalidFilesException if there are none, too many, or they are too large
  public static BundleFiles of(Map<String, byte[]> files) throws InvalidFilesException {
    long bytes = files.values().stream().mapToLong(content -> content.length).sum();
    if (files.isEmpty()) {
      throw InvalidFilesException.about("there is no `*.yaml` file");
    }
    if (files.size() > FILES_MAX) {
      throw InvalidFilesException.about("there are more than " + FILES_MAX + " files");
    }
    if (bytes > BYTES_MAX) {
      throw InvalidFilesException.about("the files are over " + BYTES_MAX + " bytes together");
    }
    for (String name : files.keySet()) {
      if (!isName(name)) {
        throw InvalidFilesException.about(
            "`" + name + "` is not the name of a `*.yaml` file in one folder");
      }
    }
    return new BundleFiles(new TreeMap<>(files));
  }

  /// Reads a folder. Files of other names and folders within it are not looked at.
  ///
  /// @throws InvalidFilesException if it cannot be read, has none, or they are too large
  public static BundleFiles read(Path folder) throws InvalidFilesException {
    var files = new TreeMap<String, byte[]>();
    try (var listed = Files.list(folder)) {
      long bytes = 0;
      for (Path file : (Iterable<Path>) listed::iterator) {
        String name = file.getFileName().toString();
        if (!isName(name) || !Files.isRegularFile(file)) {
          continue;
        }
        bytes += Files.size(file);
        if (bytes > BYTES_MAX) {
          throw InvalidFilesException.about("the files are over " + BYTES_MAX + " bytes together");
        }
        if (files.size() >= FILES_MAX) {
          // One that is left out may be the one that denies.
          throw InvalidFilesException.about("there are more than " + FILES_MAX + " files");
        }
        files.put(name, Files.readAllBytes(file));
      }
    } catch (IOException | UncheckedIOException e) {
      throw InvalidFilesException.about("`" + folder + "` cannot be read: " + e.getMessage());
    }
    return of(files);
  }

  private static boolean isName(String name) {
    return name.endsWith(SUFFIX)
        && name.length() > SUFFIX.length()
        && name.length() <= 128
        && !name.startsWith(".")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
  }
}
