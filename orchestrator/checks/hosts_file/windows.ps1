# hosts_file: the file where the registry says that it is, as bytes, at most 4 MiB of them.
try {
    $hostsFolder = [string](Get-FrameValue 'SYSTEM\CurrentControlSet\Services\Tcpip\Parameters' 'DataBasePath')
    if (-not $hostsFolder) { $hostsFolder = '%SystemRoot%\System32\drivers\etc' }
    $hostsPath = [Environment]::ExpandEnvironmentVariables($hostsFolder).TrimEnd('\') + '\hosts'
    if (-not (Test-FrameLocal $hostsPath)) {
        Write-FrameShut 'hosts_file' 'file' 'remote' $hostsPath
    } else {
        $hostsRead = Read-FrameFile $hostsPath 4194304
        $hostsMade = [Text.Encoding]::ASCII.GetBytes("$canaryAddress $canaryName`n")
        # Made row, file, the end of its last line, made row.
        $hostsAll = New-Object byte[] (2 * $hostsMade.Length + $hostsRead.Count + 1)
        [Array]::Copy($hostsMade, 0, $hostsAll, 0, $hostsMade.Length)
        [Array]::Copy($hostsRead.Bytes, 0, $hostsAll, $hostsMade.Length, $hostsRead.Count)
        $hostsAll[$hostsMade.Length + $hostsRead.Count] = 10
        [Array]::Copy($hostsMade, 0, $hostsAll, $hostsAll.Length - $hostsMade.Length, $hostsMade.Length)
        if ($hostsRead.Whole) {
            Write-FrameBytes 'hosts_file' 'file' $hostsPath $hostsAll 'ok' ''
        } else {
            Write-FrameBytes 'hosts_file' 'file' $hostsPath $hostsAll 'failed' 'larger than 4 MiB'
        }
    }
} catch { Write-FrameFailure 'hosts_file' 'file' $_ }
