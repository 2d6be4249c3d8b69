# What ./run and ./test share: Python, .venv, WeasyPrint's libraries, fonts. Sourced with the repository's root as the
# current directory. Every part first looks whether its work is done, so a second start takes about a second.

# Another Python's settings must not reach ours.
unset PYTHONHOME PYTHONPATH
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_USER=0

say() { printf '\n● %s\n' "$*"; }
note() { printf '  %s\n' "$*"; }
stop() { printf '\n✗ %s\n' "$@" >&2; exit 1; }
py() { .venv/bin/python "$@"; }  # never .venv/bin/pytest and the like: their first line breaks when the folder moves

# --- Debian's packages ---------------------------------------------------------------------------------------------

apt() { # with waiting for another apt-get, without questions, and without handing our lock (9) to a service it starts
    set -- env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -qq -o DPkg::Lock::Timeout=300 \
        -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 -o Acquire::Retries=1 "$@"
    [ "$(id -u)" = 0 ] || set -- sudo -n "$@"
    "$@" >/dev/null 9>&- </dev/null
}

may_apt() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || { command -v sudo && sudo -n true; } >/dev/null 2>&1
}

apt_install() { # apt_install PURPOSE PACKAGE...: installs, or says what to type
    purpose=$1; shift
    if may_apt; then
        say "安装系统软件包（$purpose）：$*"
        # The package list of a new machine is empty, of an old one out of date: then fetch it and try again.
        apt install -y --no-install-recommends "$@" 2>/dev/null && return
        apt update && apt install -y --no-install-recommends "$@" && return
        note "没有装上。检查网络后再试，或由管理员运行：sudo apt-get install $*"
    else
        note "缺少系统软件包（$purpose），当前用户无权安装。请由管理员运行：sudo apt-get install $*"
    fi
    return 1
}

# --- Python and its packages ---------------------------------------------------------------------------------------

find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
        "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    done
    return 1
}

need_python() {
    find_python && return
    # Ubuntu 22.04 keeps a newer Python beside its own 3.10.
    version=
    python3 -c 'import sys; sys.exit(sys.version_info >= (3, 11))' 2>/dev/null && version=3.11
    { apt_install "Python 3.11 以上，带 venv" "python3$version" "python3$version-venv" && find_python; } ||
        stop "需要 Python 3.11 以上，并带有 venv 和 ensurepip 模块。装好后再次运行即可。"
}

need_packages() { # need_packages LOCK: a copy of a lock in .venv says that all of it is installed
    if [ ! -e .venv/.installing ] && py -c 'import django' 2>/dev/null; then
        cmp -s "$1" ".venv/$1" && return
    else # absent, broken off half-way, or made for another Python
        need_python
        say "建立 Python 环境 .venv（$("$python" -V)）"
        "$python" -m venv --clear .venv || stop "没有建成 .venv。"
    fi
    say "安装 Python 软件包（$1，首次约需一分钟）"
    touch .venv/.installing
    # -qq: no warnings of pip about the machine's own settings. Wheels only: nothing is compiled, no code runs.
    py -m pip install -qq --no-input --only-binary :all: --require-hashes -r "$1" || {
        # In good order: pip had installed nothing yet, or put it back. What was complete stays usable.
        [ -z "$(ls .venv/*.lock 2>/dev/null)" ] || rm .venv/.installing
        stop "Python 软件包没有装全，原因见上。需要能连到 PyPI，或用环境变量 PIP_INDEX_URL 指定本单位的镜像；再次运行会接着安装。"
    }
    cp requirements.lock .venv/  # every lock holds the runtime's
    cp "$1" .venv/
    rm .venv/.installing
}

# --- what a PDF needs ----------------------------------------------------------------------------------------------

need_libraries() {
    missing=$(py - <<'PYTHON'
from ctypes.util import find_library

PACKAGES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz": "libharfbuzz0b",
    "harfbuzz-subset": "libharfbuzz-subset0",
    "fontconfig": "libfontconfig1",
}
print(*(package for name, package in PACKAGES.items() if not find_library(name)))
PYTHON
    )
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086 # a list of words
    apt_install "生成 PDF" $missing && return
    [ "$missing" = libharfbuzz-subset0 ] || stop "缺少生成 PDF 所需的系统库：$missing"
    note "先照常启动：没有它，PDF 也能生成，只是慢一些。"
}

fandol="FandolFang-Regular.otf FandolKai-Regular.otf FandolSong-Bold.otf FandolSong-Regular.otf"

have_fonts() { for font in $fandol; do [ -e ".fonts/$font" ] || return 1; done; }

need_fonts() { # 仿宋, 楷体, 小标宋: four files out of a package of TeX, which itself is not installed
    have_fonts && return
    # After a failure, not again the same day: without a network each start would wait for it.
    if [ -z "$(find .fonts/failed -mtime -1 2>/dev/null)" ]; then
        say "下载仿宋、楷体、小标宋字体（Debian 的 texlive-lang-chinese，约 50 MB，只取字体文件）"
        mkdir -p .fonts/part
        { get_fonts || { may_apt && apt update && get_fonts; }; } 2>/dev/null || touch .fonts/failed
        if have_fonts; then rm -rf .fonts/part .fonts/failed; return; fi
    fi
    note "没有仿宋、楷体、小标宋字体：文件改用随软件包安装的 Noto 宋体、黑体，其余不受影响。"
    note "本单位有字体时，用环境变量 FONT_DIR 指定其文件夹；要马上重试下载，删除 .fonts/failed 后再次运行。"
}

get_fonts() { # a whole .deb left by an earlier run is not fetched again
    (
        cd .fonts/part &&
            apt-get -qq -o Acquire::http::Timeout=20 -o Acquire::Retries=1 download texlive-lang-chinese &&
            dpkg-deb --fsys-tarfile texlive-lang-chinese_*.deb | tar -x --wildcards '*/Fandol*.otf' &&
            for font in $fandol; do mv "$(find usr -name "$font")" .. || exit 1; done
    )
}

set_up() { # set_up LOCK
    need_packages "$1"
    need_libraries
    need_fonts
}

alone() { # alone COMMAND...: two starts at once do the work one after the other
    if command -v flock >/dev/null; then
        flock -n 9 || { note "另一个进程正在安装，等它完成……"; flock 9; }
    fi
    "$@"
}
