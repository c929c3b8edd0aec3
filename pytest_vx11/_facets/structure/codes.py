"""What can be wrong with files and folders, in words."""

from __future__ import annotations

from pytest_vx11._checks.code import Code

CODES = (
    Code(
        code="VX160",
        valued=False,
        title="a required path is not there",
        titles={"es": "una ruta obligatoria no existe"},
        text="The canon asks for a file or a folder that the tree does not have. Under `structure.required` a slash at "
        "the end asks for a folder.",
        example="files: [main.py], and there is no main.py in the service's folder",
    ),
    Code(
        code="VX161",
        title="a required path is not tracked",
        titles={"es": "una ruta obligatoria no tiene seguimiento"},
        text="The path lies in the working tree but git does not track it, so a clone lacks it. `git add` it, or see "
        "whether .gitignore hides it. Git keeps no empty folders.",
        example="required: [config/settings.toml], which .gitignore names",
    ),
    Code(
        code="VX162",
        title="a forbidden path is there",
        titles={"es": "una ruta prohibida existe"},
        text="The canon says that no path may match this glob.",
        example="forbidden: [hermes/], and a folder hermes lies at the top",
    ),
    Code(
        code="VX163",
        title="a folder at the top that the canon does not name",
        titles={"es": "una carpeta de la raíz que el canon no nombra"},
        text="`roots` lists the folders that may lie at the top of the tree. Files, and folders whose name begins with "
        "a dot, are not held against it.",
        example="roots: [docs, madre], and there is a folder old_madre",
    ),
    Code(
        code="VX164",
        title="a required path is of the other kind",
        titles={"es": "una ruta obligatoria es de otro tipo"},
        text="A folder lies where the canon asks for a file, or a file where it asks for a folder.",
        example="required: [data/], and data is a file",
    ),
    Code(
        code="VX260",
        valued=False,
        title="a path is not in the container",
        titles={"es": "una ruta no existe en el contenedor"},
        text="The canon asks for it under `inside.files`. A relative path begins in the container's working folder; a path "
        "behind a mount is the one of the mount. A container that has ended is looked into all the same.",
        example="inside: {files: [/app/main.py]}, and the Dockerfile copies to /srv",
    ),
    Code(
        code="VX264",
        title="a path in the container is of the other kind",
        titles={"es": "una ruta del contenedor es de otro tipo"},
        text="A slash at the end asks for a folder, without one a file is meant. Where the host's file of a bind mount is "
        "missing, the engine makes a folder of its name.",
        example="inside: {files: [/etc/nginx/nginx.conf]}, and there is a folder of that name",
    ),
    Code(
        code="VX265",
        title="a path in the container has another mode",
        titles={"es": "una ruta del contenedor tiene otros permisos"},
        text="The permission bits are compared, with setuid, setgid and sticky, as `chmod` writes them.",
        example='inside: {files: [{path: /app/run.sh, mode: "0755"}]}, and its mode is 0644',
    ),
    Code(
        code="VX266",
        valued=False,
        title="a command in the container does not do what the canon says",
        titles={"es": "una orden en el contenedor no hace lo que dice el canon"},
        text="The command was run in the container, as its user and in its working folder. It ended with another status "
        "than the canon states (0 where it states none), did not print the wanted text, did not end in time, or its "
        "program is not there.",
        example="inside: {commands: [{run: [python, -V], output: Python 3.12}]}, and it prints Python 3.11.2",
    ),
)
