package io.legate;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callCodeUnitWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.hazelcast.config.Config;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import dev.cel.common.CelOptions;
import io.legate.keys.AuthorityException;
import io.legate.keys.CertificateNames;
import io.legate.keys.LocalAuthority;
import io.legate.v1.ClientAssertion;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

/// Arrows only go down, and each library has its place.
///
/// Every rule is also seen to fail, on a class planted here or on floors turned upside down: a rule
/// that matches nothing would pass for ever.
class FloorsTest {

  /// The core and the broker, without generated code and tests.
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new WithoutTests())
          .withImportOption(location -> !location.contains("/io/legate/v1/"))
          .importPackages("io.legate");

  private static final String[] ADAPTERS = {
    "io.legate.cel..",
    "io.legate.jose..",
    "io.legate.ledger.sqlite..",
    "io.legate.ledger.postgres..",
    "io.legate.keys..",
    "io.legate.idp..",
    "io.legate.cluster..",
    "io.legate.telemetry.."
  };

  /// And three libraries that are values or hold them: persistent collections, RE2 (because
  /// `java.util.regex` can be made to backtrack for ever by whoever writes a boundary), Caffeine.
  private static final ArchRule THE_DOMAIN_USES_THE_JDK_ONLY =
      classes()
          .that()
          .resideOutsideOfPackages(ADAPTERS)
          .and()
          .resideOutsideOfPackages(
              "io.legate.json..",
              "io.legate.yaml..",
              "io.legate.bundle..",
              "io.legate.edge..",
              "io.legate.grpc..",
              "io.legate.http..",
              "io.legate.forward..",
              "io.legate.app..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "",
              "java..",
              "org.jspecify..",
              "org.pcollections..",
              "javax.crypto..",
              "com.google.re2j..",
              "com.github.benmanes.caffeine..",
              "io.legate..");

  private static final ArchRule JACKSON_READS_JSON_AND_YAML_ONLY =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.legate.json..", "io.legate.yaml..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml..");

  private static final ArchRule CRYPTOGRAPHY_IS_IN_JOSE_AND_KEYS_ONLY =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.legate.jose..", "io.legate.keys..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.nimbusds..", "org.bouncycastle..", "com.amazon.corretto..");

  private static final ArchRule EXPRESSIONS_ARE_IN_CEL_ONLY =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.legate.cel..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.cel..");

  private static final ArchRule GENERATED_MESSAGES_STAY_AT_THE_EDGE =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.legate.grpc..", "io.legate.forward..", "io.legate.app..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.legate.v1..", "com.google.protobuf..");

  private static final ArchRule HAZELCAST_IS_IN_CLUSTER_ONLY =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.legate.cluster..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.hazelcast..");

  private static final ArchRule ONLY_APP_CONSTRUCTS_ADAPTERS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.legate.app..")
          .should(callCodeUnitWhere(anAdapterOfAnotherPackageIsMade()));

  @Test
  void arrowsOnlyGoDown() {
    assertThat(Floors.LEGATE.violations(CODE)).isEmpty();
  }

  @Test
  void anUpwardArrowIsFound() {
    assertThat(Floors.LEGATE.upsideDown().violations(CODE))
        .anyMatch(arrow -> arrow.startsWith("io.legate.identity.Client -> io.legate.crypto."));
  }

  @Test
  void aPackageWithoutAFloorIsFound() {
    assertThat(Floors.LEGATE.without("crypto").violations(CODE))
        .contains("io.legate.crypto has no floor");
  }

  @Test
  void theLongestPackageDecides() {
    var adapterBelowItsPort =
        new Floors(
            List.of(
                List.of("json", "crypto"),
                List.of("identity.planted", "identity"),
                List.of("refusal", "boundary")));
    assertThat(adapterBelowItsPort.packageOf("io.legate.identity.planted.deeper"))
        .isEqualTo("identity.planted");
    assertThat(adapterBelowItsPort.packageOf("io.legate.identity")).isEqualTo("identity");
    assertThat(adapterBelowItsPort.packageOf("io.legate.identityless")).isEmpty();
  }

  @Test
  void theCoreAndTheBrokerAreBothRead() {
    assertThat(CODE.stream().map(type -> type.getName()))
        .contains("io.legate.json.Json", "io.legate.app.Main")
        .doesNotContain(FloorsTest.class.getName(), ClientAssertion.class.getName());
  }

  @Test
  void theDomainUsesTheJdkOnly() {
    THE_DOMAIN_USES_THE_JDK_ONLY.check(CODE);
    assertFinds(THE_DOMAIN_USES_THE_JDK_ONLY, UsesJackson.class);
  }

  @Test
  void jacksonReadsJsonAndYamlOnly() {
    JACKSON_READS_JSON_AND_YAML_ONLY.check(CODE);
    assertFinds(JACKSON_READS_JSON_AND_YAML_ONLY, UsesJackson.class);
  }

  @Test
  void cryptographyIsInJoseAndKeysOnly() {
    CRYPTOGRAPHY_IS_IN_JOSE_AND_KEYS_ONLY.check(CODE);
    assertFinds(CRYPTOGRAPHY_IS_IN_JOSE_AND_KEYS_ONLY, UsesBouncyCastle.class);
  }

  @Test
  void expressionsAreInCelOnly() {
    EXPRESSIONS_ARE_IN_CEL_ONLY.check(CODE);
    assertFinds(EXPRESSIONS_ARE_IN_CEL_ONLY, UsesCel.class);
  }

  @Test
  void generatedMessagesStayAtTheEdge() {
    GENERATED_MESSAGES_STAY_AT_THE_EDGE.check(CODE);
    assertFinds(GENERATED_MESSAGES_STAY_AT_THE_EDGE, UsesGeneratedMessages.class);
  }

  @Test
  void hazelcastIsInClusterOnly() {
    HAZELCAST_IS_IN_CLUSTER_ONLY.check(CODE);
    assertFinds(HAZELCAST_IS_IN_CLUSTER_ONLY, UsesHazelcast.class);
  }

  @Test
  void onlyAppConstructsAdapters() {
    ONLY_APP_CONSTRUCTS_ADAPTERS.check(CODE);
    assertFinds(ONLY_APP_CONSTRUCTS_ADAPTERS, ConstructsAnAdapter.class);
  }

  /// By a constructor, or by a static method that stands in for one.
  private static DescribedPredicate<JavaCall<?>> anAdapterOfAnotherPackageIsMade() {
    return DescribedPredicate.describe(
        "an adapter of another package is made",
        call ->
            isAdapter(call.getTargetOwner())
                && !call.getTargetOwner().getPackage().equals(call.getOriginOwner().getPackage())
                && (call instanceof JavaConstructorCall || isStatic(call)));
  }

  private static boolean isAdapter(JavaClass type) {
    return Stream.of(ADAPTERS)
        .map(PackageMatcher::of)
        .anyMatch(adapter -> adapter.matches(type.getPackageName()));
  }

  private static boolean isStatic(JavaCall<?> call) {
    return call.getTarget()
        .resolveMember()
        .map(member -> member.getModifiers().contains(JavaModifier.STATIC))
        .orElse(true);
  }

  private static void assertFinds(ArchRule rule, Class<?> planted) {
    var code = new ClassFileImporter().importClasses(planted);
    assertThatThrownBy(() -> rule.check(code))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(planted.getSimpleName());
  }

  /// Leaves out test classes, in folders and in core's test jar.
  private static final class WithoutTests implements ImportOption {
    private static final Pattern TESTS = Pattern.compile(".*(/test-classes/|-tests\\.jar).*");

    @Override
    public boolean includes(Location location) {
      return !location.matches(TESTS);
    }
  }

  @SuppressWarnings("unused")
  private static final class UsesJackson {
    final JsonFactory factory = new JsonFactory();
  }

  @SuppressWarnings("unused")
  private static final class UsesBouncyCastle {
    final BouncyCastleProvider provider = new BouncyCastleProvider();
  }

  @SuppressWarnings("unused")
  private static final class UsesHazelcast {
    final Config config = new Config();
  }

  @SuppressWarnings("unused")
  private static final class UsesCel {
    final CelOptions options = CelOptions.current().build();
  }

  @SuppressWarnings("unused")
  private static final class UsesGeneratedMessages {
    final ClientAssertion message = ClientAssertion.getDefaultInstance();
  }

  @SuppressWarnings("unused")
  private static final class ConstructsAnAdapter {
    final LocalAuthority adapter;

    ConstructsAnAdapter() throws AuthorityException {
      adapter =
          LocalAuthority.open(Path.of("."), new CertificateNames(List.of()), Clock.systemUTC());
    }
  }
}
