# One image for every command of ./legate. Built in a stage of its own; what runs has the JDK, the
# built project and the libraries on its class paths, and no Maven.
FROM eclipse-temurin:25-jdk-noble AS jdk
RUN apt-get update \
    && apt-get install --yes --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/*

FROM jdk AS build
RUN apt-get update && apt-get install --yes --no-install-recommends maven
ENV MAVEN_OPTS=-Dmaven.repo.local=/opt/repository
WORKDIR /opt/legate
COPY . .
# Builds everything that runs. The libraries keep their places, because the class paths name them.
RUN ./legate dev --help \
    && mkdir /opt/libraries \
    && for module in broker demo-agents admin; do tr ':' '\n' <$module/target/classpath; echo; done \
        | grep '^/opt/repository/' | sort -u | xargs cp --parents --preserve=timestamps --target-directory /opt/libraries

FROM jdk
RUN useradd --system --uid 10001 --create-home legate \
    && install --directory --owner legate --group legate --mode 700 /data
COPY --from=build /opt/libraries/opt/repository /opt/repository
COPY --from=build /opt/legate /opt/legate
USER legate
VOLUME /data
EXPOSE 8443
WORKDIR /data
ENTRYPOINT ["/opt/legate/legate"]
CMD ["dev", "--help"]
