package io.legate.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.boundary.BoundaryLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFolderTest {

  @TempDir Path folder;
  private Site site;
  private PolicyFolder policy;

  @BeforeEach
  void open() throws Exception {
    site = new Site();
    write("policy.yaml", "version: 1\nroles: {one: {}}\n");
    policy = begin();
  }

  @AfterEach
  void close() {
    policy.close();
    site.close();
  }

  @Test
  void whatTheFolderSaysIsInForceAtTheStart() {
    assertThat(inForce()).contains("one");
  }

  @Test
  void aChangeIsPublishedOnceItIsSteady() throws Exception {
    write("policy.yaml", "version: 1\nroles: {two: {}}\n");
    policy.look();
    assertThat(inForce()).contains("one");
    write("policy.yaml", "version: 1\nroles: {three: {}}\n");
    policy.look();
    assertThat(inForce()).contains("one");
    policy.look();
    assertThat(inForce()).contains("three");
  }

  @Test
  void aFileMoreIsAChange() throws Exception {
    write("more.yaml", "lists: {blocked: vendors}\n");
    look();
    assertThat(inForce()).contains("one", "blocked");
  }

  /// Whichever file were left out might be the one that denies.
  @Test
  void moreFilesThanAreReadAreRefusedWhole() throws Exception {
    for (int i = 0; i < BundleFiles.FILES_MAX; i++) {
      write("more-" + i + ".yaml", "lists: {list_" + i + ": more}\n");
    }
    look();
    assertThat(inForce()).contains("one").doesNotContain("list_");
    assertThat(policy.refusedCount()).isEqualTo(1);
  }

  @Test
  void aSyntaxErrorKeepsTheOldPolicy() throws Exception {
    write("policy.yaml", "version: 1\nroles: {two: {}\n");
    look();
    look();
    assertThat(inForce()).contains("one");
    assertThat(policy.refusedCount()).isEqualTo(1);
  }

  @Test
  void oneProblemInOneFileKeepsTheOldPolicy() throws Exception {
    write("policy.yaml", "version: 1\nroles: {two: {}}\n");
    write("rules.yaml", "rules: [{id: r, then: deny}]\n");
    look();
    assertThat(inForce()).contains("one");
    write("rules.yaml", "rules: [{id: r, then: deny, reason: x}]\n");
    look();
    assertThat(inForce()).contains("two");
  }

  @Test
  void aFolderThatIsGoneKeepsTheOldPolicy() throws Exception {
    Files.delete(folder.resolve("policy.yaml"));
    look();
    assertThat(inForce()).contains("one");
    Files.delete(folder);
    look();
    assertThat(inForce()).contains("one");
    assertThat(policy.refusedCount()).isEqualTo(2);
    Files.createDirectory(folder);
    write("policy.yaml", "version: 1\nroles: {two: {}}\n");
    look();
    assertThat(inForce()).contains("two");
  }

  @Test
  void anotherStartFindsWhatIsInForceAndPublishesNothing() throws Exception {
    var before = site.use.control().get().policy();
    try (var again = begin()) {
      assertThat(again.refusedCount()).isZero();
    }
    assertThat(site.use.control().get().policy()).isSameAs(before);
  }

  @Test
  void aBrokenFolderAtTheStartKeepsWhatWasInForce() throws Exception {
    write("policy.yaml", "version: 2\n");
    try (var again = begin()) {
      assertThat(again.refusedCount()).isEqualTo(1);
    }
    assertThat(inForce()).contains("one");
  }

  @Test
  void filesOfOtherNamesAreNotLookedAt() throws Exception {
    write("policy.yaml~", "version: 2\n");
    write(".hidden.yaml", "version: 2\n");
    write("README.md", "not a policy");
    look();
    assertThat(policy.refusedCount()).isZero();
  }

  private PolicyFolder begin() throws Exception {
    var bundles = new YamlBundles(PlainConditions.INSTANCE, BoundaryLimits.DEFAULT);
    return PolicyFolder.begin(folder, bundles, site.use.policyPublishing()::publishFolder);
  }

  private void look() throws Exception {
    policy.look();
    policy.look();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private String inForce() {
    var published = site.use.control().get().policy();
    return published == null ? "" : io.legate.json.Jcs.text(published.bundle());
  }
}
