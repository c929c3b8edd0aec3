"""What can be wrong with a container, in words."""

from __future__ import annotations

from pytest_vx11._checks.code import Code
from pytest_vx11._facets.shared.compose import NO_SERVICE

CODES = (
    NO_SERVICE,
    Code(
        code="VX102",
        title="Compose would refuse its files",
        titles={"es": "Compose rechazaría sus archivos"},
        text="The files can be read, but `docker compose config` would end with this error, so that the system does not "
        "start from them.",
        example="compose: docker-compose.yml, in which a service is on a network that nobody defines",
    ),
    Code(
        code="VX103",
        title="a disabled service starts by default",
        titles={"es": "un servicio deshabilitado arranca por defecto"},
        text="The canon says `state: disabled`. Compose starts every service that is in no profile and has replicas.",
        example="shubniggurath: {state: disabled}, and the Compose service has no profiles",
    ),
    Code(
        code="VX140",
        title="the container's name is not the canon's",
        titles={"es": "el nombre del contenedor no es el del canon"},
        text="`container` is held against `container_name` of the Compose service.",
        example="container: vx11-madre, and Compose says container_name: madre",
    ),
    Code(
        code="VX141",
        title="the image is not the canon's",
        titles={"es": "la imagen no es la del canon"},
        text="References are compared in full: `nginx` is `docker.io/library/nginx:latest`.",
        example="image: postgres:16, and Compose says postgres:15",
    ),
    Code(
        code="VX142",
        title="the build is not the canon's",
        titles={"es": "la construcción de la imagen no es la del canon"},
        text="The folder, and the Dockerfile and the stage where the canon states them, are relative to the tree's root.",
        example="build: madre, and Compose builds ./old_madre",
    ),
    Code(
        code="VX143",
        valued=False,
        title="a network is missing",
        titles={"es": "falta una red"},
        text="A network is named by its key in the Compose file or by its real name.",
        example="networks: [vx11-network], and the Compose service is on the default network only",
    ),
    Code(
        code="VX144",
        valued=False,
        title="a network alias is missing",
        titles={"es": "falta un alias de red"},
        text="Other services may call this one by the alias.",
        example="networks: {vx11-network: {aliases: [tentaculo_link]}}, and Compose gives no alias",
    ),
    Code(
        code="VX145",
        title="a volume is not mounted as the canon says",
        titles={"es": "un volumen no se monta como dice el canon"},
        text="`source:target`, with `:ro` or `:rw` where the canon says so. A source with a slash or a dot in front is a "
        "folder, relative to the tree's root; any other is a volume, by its key in the Compose file or its real name.",
        example='volumes: ["data:/app/data:ro"], and Compose mounts it writable',
    ),
    Code(
        code="VX146",
        title="the profiles are not the canon's",
        titles={"es": "los perfiles no son los del canon"},
        text="The profiles of a service say when Compose starts it; the two sets must be equal.",
        example="profiles: [patches], and the Compose service has none",
    ),
    Code(
        code="VX147",
        title="the user is not the canon's",
        titles={"es": "el usuario no es el del canon"},
        text="The Compose service's `user` counts before the Dockerfile's USER; without either it is root.",
        example='user: "10001", and the Dockerfile says USER root',
    ),
    Code(
        code="VX203",
        title="a disabled service is up",
        titles={"es": "un servicio deshabilitado está en marcha"},
        text="The canon says `state: disabled`, and the service has a container that is up, or somebody takes connections "
        "at a port of it.",
        example="shubniggurath: {port: 8007, state: disabled}, and port 8007 answers",
    ),
    Code(
        code="VX240",
        title="a container has another name than the canon says",
        titles={"es": "un contenedor tiene otro nombre que el que dice el canon"},
        text="Where a run had to give a container a name of its own, the name that the Compose file has for it counts.",
        example="container: vx11-madre, and the container is called vx11-madre-1",
    ),
    Code(
        code="VX241",
        title="a container runs another image than the canon says",
        titles={"es": "un contenedor ejecuta otra imagen que la que dice el canon"},
        text="The reference that the container was made from counts, in full: `nginx` is `docker.io/library/nginx:latest`. "
        "A digest in the canon is held against the image's own.",
        example="image: postgres:16, and the container was made from postgres:15",
    ),
    Code(
        code="VX242",
        valued=False,
        title="a container runs an older image than its tag names",
        titles={"es": "un contenedor ejecuta una imagen más antigua que la que nombra su etiqueta"},
        text="The image was built or pulled anew, and the container still runs the one that bore its name before: what "
        "was mended since does not run. `docker compose up -d` makes it anew.",
        example="build: madre, `docker compose build` ran since, and nobody made the container anew",
    ),
    Code(
        code="VX243",
        valued=False,
        title="a container is not on a network",
        titles={"es": "un contenedor no está en una red"},
        text="A network goes by its key in the Compose file and by its real name. Networks beside it are no drift.",
        example="networks: [vx11-network], and somebody disconnected the container from it",
    ),
    Code(
        code="VX244",
        valued=False,
        title="a container lacks a network alias",
        titles={"es": "a un contenedor le falta un alias de red"},
        text="Others on the network do not find the container by this name.",
        example="networks: {vx11-network: {aliases: [tentaculo_link]}}, and the container was made without",
    ),
    Code(
        code="VX245",
        title="a volume is not mounted in the container as the canon says",
        titles={"es": "un volumen no está montado en el contenedor como dice el canon"},
        text="As VX145, held against what is mounted. A folder is one of the machine that the engine runs on.",
        example='volumes: ["data:/app/data"], and the container mounts it read-only',
    ),
    Code(
        code="VX247",
        title="a container runs as another user than the canon says",
        titles={"es": "un contenedor se ejecuta con otro usuario que el que dice el canon"},
        text="The user that the container was made with, or else its image's; without either it is root.",
        example='user: "10001", and the container runs as root',
    ),
)
