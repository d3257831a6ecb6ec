"""The `ansible_*` variables and connections that Ansible knows: anything else is a slip."""

_PLAIN = """
async async_dir become become_exe become_flags become_method become_pass become_password
become_user command_timeout common_remote_group connect_timeout connection connection_path
control_path control_path_dir facts_modules group_priority host host_key_checking
httpapi_ca_path httpapi_pass httpapi_port httpapi_session_key httpapi_use_proxy
httpapi_use_ssl httpapi_validate_certs module_compression netconf_host_key_checking
netconf_proxy_command netconf_ssh_config network_cli_ssh_type network_import_modules
network_os network_single_user_mode no_target_syslog
pass password persistent_command_timeout persistent_connect_timeout persistent_log_messages
pipelining platform port private_key private_key_file private_key_passphrase
python_interpreter python_module_rlimit_nofile perl_interpreter ruby_interpreter
remote_tmp remote_user runas_flags runas_pass runas_user scp_executable scp_extra_args scp_if_ssh
sftp_batch_mode sftp_executable sftp_extra_args shell_allow_world_readable_temp
shell_executable shell_type sshpass_prompt su_exe su_flags su_pass su_prompt_l10n su_user
sudo_chdir sudo_exe sudo_flags sudo_pass sudo_user system_tmpdirs terminal_initial_prompt
timeout user
"""
_SSH = """
args common_args executable extra_args host host_key_checking pass password
password_mechanism pipelining pkcs11_provider port private_key private_key_file
private_key_passphrase retries timeout transfer_method use_tty user verbosity
"""
_PARAMIKO = """
host host_key_checking pass password port private_key_file proxy_command timeout
use_rsa_sha2_algorithms user
"""
_WINRM = """
ca_trust_path cert_key_pem cert_pem connection_timeout credssp_disable_tlsv1_2 host
kerberos_delegation kerberos_hostname_override kinit_args kinit_cmd kinit_env_vars kinit_mode
message_encryption operation_timeout_sec pass password path port proxy read_timeout_sec
realm scheme send_cbt server_cert_validation service transport user
"""
_PSRP = """
auth ca_cert cert_trust_path cert_validation certificate_key_pem certificate_pem
configuration_name connection_backoff connection_timeout credssp_auth_mechanism
credssp_disable_tlsv1_2 credssp_minimum_version host ignore_proxy max_envelope_size
message_encryption negotiate_delegate negotiate_hostname_override negotiate_send_cbt
negotiate_service operation_timeout path port protocol proxy read_timeout
reconnection_backoff reconnection_retries user
"""

VARIABLES = frozenset(
    f"ansible_{prefix}{word}"
    for prefix, words in (
        ("", _PLAIN),
        ("ssh_", _SSH),
        ("paramiko_", _PARAMIKO),
        ("winrm_", _WINRM),
        ("psrp_", _PSRP),
    )
    for word in words.split()
)

CONNECTIONS = frozenset(
    {
        "httpapi", "local", "netconf", "network_cli", "paramiko", "paramiko_ssh", "psrp",
        "smart", "ssh", "winrm",
    }
)  # fmt: skip
