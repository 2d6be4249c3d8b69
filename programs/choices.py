"""Closed lists of the programs app, in the field's words."""

from django.db import models


class Role(models.TextChoices):
    """What a person may do in one organisation (reliability.md, access matrix)."""

    PREPARER = "preparer", "填报人"
    REVIEWER = "reviewer", "审核人"
    SUPERVISOR = "supervisor", "主管部门（财政）"
    AUDITOR = "auditor", "审计员"


class Form(models.TextChoices):
    """The paper forms (domain.md)."""

    A = "A", "A 区域绩效目标自评表（旧表，不计分）"
    B = "B", "B 区域绩效目标自评表（2022年起，含资金管理情况）"
    C = "C", "C 计分自评表"
    D = "D", "D 项目支出绩效自评表"
    E = "E", "E 绩效评价指标体系"


class Negative(models.TextChoices):
    """Scores of a less-is-better indicator between its target and twice the target."""

    DIFFERENCE = "difference", "分值×(1−(完成值−指标值)/指标值)"
    QUOTIENT = "quotient", "分值×指标值/完成值"


class Unit(models.TextChoices):
    """The unit of a form's amounts."""

    WAN = "万元", "万元"
    YUAN = "元", "元"
