"""Which Dask scheduler to use, and the certificates by which both sides know each other."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from distributed.security import Security

TLS = "tls://"


@dataclass(frozen=True, slots=True)
class Certificates:
    """PEM files: of the authority that signed every certificate of the cluster, and a certificate with its key."""

    authority: Path
    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Scheduler:
    """A Dask scheduler by its address, `tls://…` with certificates and `tcp://…` without."""

    address: str
    certificates: Certificates | None = None

    def build_security(self) -> "Security | None":
        """Return what proves this process to the scheduler and the scheduler to it. Raises SSLError for bad files."""
        if self.certificates is None:
            return None
        from distributed.security import Security

        security = Security(
            tls_ca_file=str(self.certificates.authority),
            tls_client_cert=str(self.certificates.certificate),
            tls_client_key=str(self.certificates.key),
            require_encryption=True,
        )
        security.get_connection_args("client")
        return security

    @property
    def worker_command(self) -> str:
        """How a worker of this scheduler is started."""
        files = " --tls-ca-file … --tls-cert … --tls-key …" if self.certificates else ""
        return f"dask worker {self.address} --nthreads 1{files}"
