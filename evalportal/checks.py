"""System checks: what `manage.py check` says about this installation."""

from django.conf import settings
from django.core.checks import Warning

from reports.rendering.fonts import missing_fonts


def official_fonts(app_configs, **options) -> list[Warning]:
    """Documents need 仿宋, 楷体 and 小标宋; without them Noto serves."""
    missing = missing_fonts()
    if not missing:
        return []
    return [
        Warning(
            f"公文字体不全：缺少{'、'.join(missing)}，文件改用 Noto 宋体、黑体。",
            hint="运行 ./run 或 ./test 会下载 Fandol 字体；"
            "单位有方正小标宋、仿宋_GB2312、楷体_GB2312 时设 FONT_DIR 指向其文件夹。",
            id="evalportal.W001",
        )
    ]


def audit_key(app_configs, **options) -> list[Warning]:
    """In production the log's key is one of its own: a new SECRET_KEY must not break every seal."""
    derived = f"log of {settings.SECRET_KEY}"
    if derived != settings.AUDIT_KEY:
        return []
    return [
        Warning(
            "没有设置 AUDIT_KEY：日志的封签取自 SECRET_KEY，更换 SECRET_KEY 之后旧日志将无法校验。",
            hint="设环境变量 AUDIT_KEY 为 50 个字符以上的随机串，与数据库及其备份分开保管，以后不再更换。",
            id="evalportal.W002",
        )
    ]
