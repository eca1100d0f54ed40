"""FastStream's own metrics and traces of what goes over the broker."""

from typing import Any

from faststream.rabbit.opentelemetry import RabbitTelemetryMiddleware
from faststream.rabbit.prometheus import RabbitPrometheusMiddleware
from faststream.types import BrokerMiddleware
from prometheus_client import REGISTRY, CollectorRegistry


def instruments(service: str, registry: CollectorRegistry = REGISTRY) -> tuple[BrokerMiddleware[Any, Any], ...]:
    """For `RabbitBus(…, middlewares=…)`. Spans go where the process's tracer provider sends them, else nowhere."""
    return (
        RabbitTelemetryMiddleware(),
        RabbitPrometheusMiddleware(
            registry=registry, app_name="lianbo", metrics_prefix="lianbo_broker", custom_labels={"service": service}
        ),
    )
