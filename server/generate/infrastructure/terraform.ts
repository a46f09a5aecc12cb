import type { Specification } from '#model/specification.ts'
import type { InfrastructureMeta } from './meta.ts'

const quote = (text: string): string => JSON.stringify(text).replace(/\$\{/g, '$$$${')

/**
 * The part of the infrastructure that belongs to one service: its database, its secrets, its alarms. Network and
 * cluster belong to the platform and come in as variables.
 */
export function terraform(specification: Specification, meta: InfrastructureMeta): Record<string, string> {
  const base = 'infrastructure/terraform'
  const compliance = specification.compliance.join(', ') || 'none stated'
  const out: Record<string, string> = {
    [`${base}/modules/database/main.tf`]: database,
    [`${base}/modules/database/variables.tf`]: variables({
      name: 'string',
      environment: 'string',
      subnet_group: 'string',
      security_group_ids: 'list(string)',
      instance_class: 'string',
      storage_gb: 'number',
      multi_az: 'bool',
      backup_days: 'number',
    }),
    [`${base}/modules/database/outputs.tf`]:
      'output "address" {\n  value = aws_db_instance.this.address\n}\n\noutput "secret_arn" {\n  value = aws_db_instance.this.master_user_secret[0].secret_arn\n}\n',
    [`${base}/modules/monitoring/main.tf`]: monitoring,
    [`${base}/modules/monitoring/variables.tf`]: variables({ name: 'string', environment: 'string', database_id: 'string', topic_arn: 'string' }),
    [`${base}/modules/monitoring/outputs.tf`]:
      'output "alarm_names" {\n  value = [aws_cloudwatch_metric_alarm.database_cpu.alarm_name, aws_cloudwatch_metric_alarm.database_storage.alarm_name]\n}\n',
    [`${base}/README.md`]: `# Terraform\n\nFor ${meta.service.name} of ${meta.system.name}. Compliance named in the requirement: ${compliance}. Network, cluster and alarm topic belong to the platform and are variables.\n\nThe pipeline writes these files; it neither plans nor applies them.\n`,
  }
  for (const [environment, size] of Object.entries(sizes)) {
    const folder = `${base}/environments/${environment}`
    out[`${folder}/main.tf`] = main(meta, environment)
    out[`${folder}/variables.tf`] = variables({
      region: 'string',
      subnet_group: 'string',
      security_group_ids: 'list(string)',
      topic_arn: 'string',
      instance_class: 'string',
      storage_gb: 'number',
      multi_az: 'bool',
      backup_days: 'number',
    })
    out[`${folder}/terraform.tfvars`] =
      `instance_class = ${quote(size.instance)}\nstorage_gb     = ${size.storage}\nmulti_az       = ${size.multi}\nbackup_days    = ${size.backup}\n`
  }
  return out
}

const sizes = {
  dev: { instance: 'db.t4g.micro', storage: 20, multi: false, backup: 1 },
  staging: { instance: 'db.t4g.small', storage: 20, multi: false, backup: 7 },
  production: { instance: 'db.m7g.large', storage: 100, multi: true, backup: 35 },
}

const variables = (list: Record<string, string>): string =>
  Object.entries(list)
    .map(([name, type]) => `variable "${name}" {\n  type = ${type}\n}\n`)
    .join('\n')

const main = (meta: InfrastructureMeta, environment: string): string => `terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      system      = ${quote(meta.system.slug)}
      service     = ${quote(meta.service.slug)}
      environment = "${environment}"
    }
  }
}

module "database" {
  source             = "../../modules/database"
  name               = ${quote(meta.service.slug)}
  environment        = "${environment}"
  subnet_group       = var.subnet_group
  security_group_ids = var.security_group_ids
  instance_class     = var.instance_class
  storage_gb         = var.storage_gb
  multi_az           = var.multi_az
  backup_days        = var.backup_days
}

module "monitoring" {
  source      = "../../modules/monitoring"
  name        = ${quote(meta.service.slug)}
  environment = "${environment}"
  database_id = "${meta.service.slug}-${environment}"
  topic_arn   = var.topic_arn
}
`

const database = `resource "aws_db_instance" "this" {
  identifier                      = "\${var.name}-\${var.environment}"
  engine                          = "postgres"
  engine_version                  = "18"
  instance_class                  = var.instance_class
  allocated_storage               = var.storage_gb
  max_allocated_storage           = var.storage_gb * 5
  db_name                         = replace(var.name, "-", "_")
  username                        = "owner"
  manage_master_user_password     = true
  storage_encrypted               = true
  multi_az                        = var.multi_az
  backup_retention_period         = var.backup_days
  deletion_protection             = var.environment == "production"
  skip_final_snapshot             = var.environment != "production"
  final_snapshot_identifier       = "\${var.name}-\${var.environment}-final"
  db_subnet_group_name            = var.subnet_group
  vpc_security_group_ids          = var.security_group_ids
  performance_insights_enabled    = true
  enabled_cloudwatch_logs_exports = ["postgresql"]
}
`

const monitoring = `resource "aws_cloudwatch_metric_alarm" "database_cpu" {
  alarm_name          = "\${var.name}-\${var.environment}-database-cpu"
  namespace           = "AWS/RDS"
  metric_name         = "CPUUtilization"
  dimensions          = { DBInstanceIdentifier = var.database_id }
  statistic           = "Average"
  period              = 300
  evaluation_periods  = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  alarm_actions       = [var.topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "database_storage" {
  alarm_name          = "\${var.name}-\${var.environment}-database-storage"
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  dimensions          = { DBInstanceIdentifier = var.database_id }
  statistic           = "Minimum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "LessThanThreshold"
  threshold           = 5368709120
  alarm_actions       = [var.topic_arn]
}
`
