package io.legate.replay.run;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/// Reads results that were recorded as YAML, every scalar as the text that stands there.
final class YamlText {

  private YamlText() {}

  /// Returns lists, mappings, texts and nulls; the text itself where it is no YAML.
  static @Nullable Object read(String text) {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(20);
    options.setAllowDuplicateKeys(false);
    var dumper = new DumperOptions();
    try {
      return new Yaml(
              new SafeConstructor(options),
              new Representer(dumper),
              dumper,
              options,
              new TextResolver())
          .load(text);
    } catch (YAMLException e) {
      return text;
    }
  }

  /// Nothing is a number or a date: an account number with an exponent in it stays what it is.
  private static final class TextResolver extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.NULL, NULL, null);
    }
  }
}
