# hosts_file: the file where the registry says that it is, as bytes, at most 4 MiB of them.
try {
    $hostsFolder = [string](Get-FrameValue 'SYSTEM\CurrentControlSet\Services\Tcpip\Parameters' 'DataBasePath')
    if (-not $hostsFolder) { $hostsFolder = '%SystemRoot%\System32\drivers\etc' }
    $hostsPath = [Environment]::ExpandEnvironmentVariables($hostsFolder).TrimEnd('\') + '\hosts'
    $hostsBytes = [IO.File]::ReadAllBytes($hostsPath)
    $hostsMade = [Text.Encoding]::ASCII.GetBytes("$canaryAddress $canaryName`n")
    $hostsLength = [Math]::Min($hostsBytes.Length, 4194304)
    $hostsAll = New-Object byte[] ($hostsMade.Length + $hostsLength)
    [Array]::Copy($hostsMade, 0, $hostsAll, 0, $hostsMade.Length)
    [Array]::Copy($hostsBytes, 0, $hostsAll, $hostsMade.Length, $hostsLength)
    if ($hostsLength -lt $hostsBytes.Length) {
        Write-FrameBytes 'hosts_file' 'file' $hostsPath $hostsAll 'failed' 'larger than 4 MiB'
    } else {
        Write-FrameBytes 'hosts_file' 'file' $hostsPath $hostsAll 'ok' ''
    }
} catch { Write-FrameFailure 'hosts_file' 'file' $_ }
